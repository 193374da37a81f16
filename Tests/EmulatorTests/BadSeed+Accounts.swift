// Documents, accounts and phones that are wrong.
extension BadSeed {
    static let documents: [BadSeed] = [
        raw("", "$", "this is not JSON: line 1, column 1: the document ends where a value was expected"),
        raw("{", "$", "this is not JSON: line 1, column 2: a name in double quotes was expected"),
        raw("{\n \"accounts\": [,]}", "$", "this is not JSON: line 2, column 15: a value was expected"),
        raw("{\"accounts\":[]} x", "$", "this is not JSON: line 1, column 17: nothing may stand behind the document"),
        raw(
            "{\"accounts\":[],\"accounts\":[]}",
            "$",
            "this is not JSON: line 1, column 16: the name 'accounts' stands twice in one object"
        ),
        raw("[]", "$", "expected an object, found an array"), raw("null", "$", "expected an object, found null"),
        raw("\"x\"", "$", "expected an object, found \"x\""), raw("{}", "$", "\"accounts\" is missing"),
        raw("{\"accounts\":null}", "$", "\"accounts\" is missing"),
        raw("{\"accounts\":{}}", "$.accounts", "expected an array, found an object"),
        raw("{\"accounts\":\"x\"}", "$.accounts", "expected an array, found \"x\""),
        raw("{\"accounts\":[null]}", "$.accounts[0]", "expected an object, found null"),
        raw("{\"account\":[]}", "$.account", "there is no \"account\" here; did you mean \"accounts\"?"),
        raw("{\"accounts\":[],\"xyz\":1}", "$.xyz", "there is no \"xyz\" here; the names are accounts"),
        raw("{\"accounts\":[],\"a b\":1}", "$['a b']", "there is no \"a b\" here; the names are accounts"),
        raw("{\"accounts\":[{}]}", "$.accounts[0]", "\"sid\" is missing"),
        raw(
            "{\"accounts\":[{\"sid\":\"AC1\"}]}",
            "$.accounts[0].sid",
            "expected AC and 32 hexadecimal digits, found \"AC1\""
        ),
        raw("{\"accounts\":[{\"sid\":5}]}", "$.accounts[0].sid", "expected AC and 32 hexadecimal digits, found 5"),
        raw(
            "{\"accounts\":[{\"sid\":\"\(sid)\"},{\"sid\":\"\(sid)\"}]}",
            "$.accounts[1]",
            "\(sid) stands twice in the document"
        ),
    ]

    static let accounts: [BadSeed] = [
        account(#""auth_token":"""#, ".auth_token", #"expected a secret that is not empty, found """#),
        account(#""auth_token":5"#, ".auth_token", "expected a secret that is not empty, found 5"),
        account(#""auth_tokn":"x""#, ".auth_tokn", #"there is no "auth_tokn" here; did you mean "auth_token"?"#),
        account(#""authToken":"x""#, ".authToken", #"there is no "authToken" here; did you mean "auth_token"?"#),
        account(#""friendly_name":[]"#, ".friendly_name", "expected a string, found an array"),
        account(
            #""status":"open""#,
            ".status",
            #"expected one of "active", "suspended", "closed", found "open""#
        ),
        account(#""clock":"manuel""#, ".clock", #"expected one of "real", "manual", found "manuel""#),
        account(#""clock":5"#, ".clock", #"expected one of "real", "manual", found 5"#),
        account(#""clock":{}"#, ".clock", #""mode" is missing"#),
        account(#""clock":{"mode":"manual","nov":""}"#, ".clock.nov", #"there is no "nov" here; did you mean "now"?"#),
        account(#""clock":{"mode":"manual","now":"today"}"#, ".clock.now", date + #", found "today""#),
        account(
            #""clock":{"mode":"real","now":"2010-08-31T20:36:28Z"}"#,
            ".clock.now",
            #"a real clock follows the wall: only a manual one takes "now""#
        ),
        account(#""api_keys":{}"#, ".api_keys", "expected an array, found an object"),
        account(
            #""api_keys":[{"sid":"SK1","secret":"x"}]"#,
            ".api_keys[0].sid",
            #"expected SK and 32 hexadecimal digits, found "SK1""#
        ),
        account("\"api_keys\":[{\"sid\":\"\(key)\"}]", ".api_keys[0]", #""secret" is missing"#),
        account(
            "\"api_keys\":[{\"sid\":\"\(key)\",\"secret\":\"\"}]",
            ".api_keys[0].secret",
            #"expected a secret that is not empty, found """#
        ),
        account(
            "\"api_keys\":[{\"sid\":\"\(key)\",\"secret\":\"x\"},{\"sid\":\"\(key)\",\"secret\":\"y\"}]",
            ".api_keys[1]",
            "\(key) stands twice in the document"
        ),
        account(#""numbers":[{}]"#, ".numbers[0]", #""phone_number" is missing"#),
        account(
            #""numbers":[{"phone_number":"5551234"}]"#,
            ".numbers[0].phone_number",
            #"expected a number in E.164 such as "+15551234567", found "5551234""#
        ),
        account(
            #""numbers":[{"phone_number":"+15551234567","voice_url":"voice"}]"#,
            ".numbers[0].voice_url",
            #"expected an absolute http or https URL, found "voice""#
        ),
        account(
            #""numbers":[{"phone_number":"+15551234567","voice_method":"PUT"}]"#,
            ".numbers[0].voice_method",
            #"expected one of "GET", "POST", found "PUT""#
        ),
        account(
            #""numbers":[{"phone_number":"+15551234567","voice_caller_id_lookup":"yes"}]"#,
            ".numbers[0].voice_caller_id_lookup",
            #"expected true or false, found "yes""#
        ),
        account(
            #""numbers":[{"phone_number":"+15551234567","trunk_sid":"TK1"}]"#,
            ".numbers[0].trunk_sid",
            #"expected TK and 32 hexadecimal digits, found "TK1""#
        ),
        account(
            #""numbers":[{"phone_number":"+15551234567","VoiceUrl":"x"}]"#,
            ".numbers[0].VoiceUrl",
            #"there is no "VoiceUrl" here; did you mean "voice_url"?"#
        ),
        account(
            #""applications":[{"sid":"AP1"}]"#,
            ".applications[0].sid",
            #"expected AP and 32 hexadecimal digits, found "AP1""#
        ),
        account(
            #""applications":[{"voice_url":5}]"#,
            ".applications[0].voice_url",
            "expected an absolute http or https URL, found 5"
        ),
        account(
            "\"subaccounts\":[{\"sid\":\"\(sid)\"}]",
            ".subaccounts[0]",
            "\(sid) stands twice in the document"
        ),
        account(#""subaccounts":[{}]"#, ".subaccounts[0]", #""sid" is missing"#),
        account(
            "\"subaccounts\":[{\"sid\":\"\(Sids.account("8"))\",\"subaccounts\":[]}]",
            ".subaccounts[0].subaccounts",
            #"there is no "subaccounts" here; the names are sid, auth_token, friendly_name, status, clock, api_keys, "#
                + "numbers, applications, phones, calls"
        ),
    ]

    private static let application = "AP" + String(repeating: "9", count: 32)

    static let phones: [BadSeed] = [
        account(#""phones":[{}]"#, ".phones[0]", #""number" is missing"#),
        account(
            #""phones":[{"number":"x","manual":true}]"#,
            ".phones[0].number",
            #"expected a number in E.164, or a client: or sip: address, found "x""#
        ),
        account(
            #""phones":[{"number":"client:a","manual":true},{"number":"client:a","script":[]}]"#,
            ".phones[1]",
            "client:a stands twice in the account"
        ),
        account(
            "\"applications\":[{\"sid\":\"\(application)\"},{\"sid\":\"\(application)\"}]",
            ".applications[1]",
            "\(application) stands twice in the document"
        ),
        account(
            #""numbers":[{"phone_number":"+14155550100"},{"phone_number":"+14155550100"}]"#,
            ".numbers[1]",
            "+14155550100 stands twice in the account"
        ),
        account(
            #""phones":[{"number":"client:a"}]"#,
            ".phones[0]",
            #"a phone has either a "script" or "manual": true"#
        ),
        account(
            #""phones":[{"number":"client:a","manual":true,"script":[]}]"#,
            ".phones[0]",
            #"a phone has either a "script" or "manual": true"#
        ),
        account(
            #""phones":[{"number":"client:a","manual":false}]"#,
            ".phones[0].manual",
            "expected true, found a boolean"
        ),
        account(
            #""phones":[{"number":"client:a","script":{}}]"#,
            ".phones[0].script",
            "expected an array, found an object"
        ),
        step("{}", "", "a step is one of \(actions)"), step("5", "", "expected an object, found 5"),
        step(#"{"ring":1,"busy":true}"#, "", "a step is one of \(actions)"),
        step(#"{"rang":1}"#, ".rang", #"there is no "rang" here; did you mean "ring"?"#),
        step(#"{"ring":"x"}"#, ".ring", #"expected a number of seconds from 0 to 86400, found "x""#),
        step(#"{"wait":-1}"#, ".wait", "expected a number of seconds from 0 to 86400, found -1"),
        step(
            #"{"answer":"dog"}"#,
            ".answer",
            #"expected one of "human", "machine_start", "machine_end_beep", "machine_end_silence", "#
                + #""machine_end_other", "fax", "unknown", found "dog""#
        ),
        step(#"{"fail":200}"#, ".fail", "expected a SIP response code from 400 to 699, found 200"),
        step(#"{"hear":"("}"#, ".hear", #"expected a regular expression, found "(""#),
        step(#"{"press":"z"}"#, ".press", #"expected digits of 0-9, *, #, A-D, and w for a wait, found "z""#),
        step(#"{"press":""}"#, ".press", #"expected digits of 0-9, *, #, A-D, and w for a wait, found """#),
        step(#"{"say":5}"#, ".say", "expected a string, found 5"),
        step(#"{"busy":false}"#, ".busy", "expected true, found a boolean"),
        step(#"{"press":"1","within":3}"#, "", #""within" does not go with "press""#),
        step(#"{"say":"x","confidence":2}"#, ".confidence", "expected a number from 0 to 1, found 2"),
        step(#"{"say":"x","barge":"x"}"#, ".barge", #"expected true or false, found "x""#),
    ]
}
