// Calls that are wrong, and what contradicts other worlds.
extension BadSeed {
    static let calls: [BadSeed] = [
        account(#""calls":[{}]"#, ".calls[0]", #""sid" is missing"#),
        account(#""calls":[{"sid":"PN1"}]"#, ".calls[0].sid", #"expected CA and 32 hexadecimal digits, found "PN1""#),
        call(#""direction":"inbound""#, "", #""status" is missing"#),
        account("\"calls\":[{\"sid\":\"\(Sids.call("7"))\",\"status\":\"busy\"}]", ".calls[0]", #""to" is missing"#),
        account(
            "\"calls\":[{\"sid\":\"\(Sids.call("7"))\",\"status\":\"busy\",\"to\":\"client:a\"}]",
            ".calls[0]",
            #""from" is missing"#
        ),
        call(
            #""status":"initiated""#,
            ".status",
            #"expected one of "queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "#
                + #""canceled", found "initiated""#
        ),
        call(#""status":"busy","to":"123""#, ".to", "expected \(address), found \"123\""),
        call(#""status":"busy","from":"""#, ".from", "expected \(address), or a caller's id, found \"\""),
        call(
            #""status":"busy","direction":"out""#,
            ".direction",
            #"expected one of "inbound", "outbound-api", "outbound-dial", "trunking-originating", "#
                + #""trunking-terminating", found "out""#
        ),
        call(#""status":"busy","stauts":1"#, ".stauts", #"there is no "stauts" here; did you mean "status"?"#),
        call(#""status":"busy","date_created":"""#, ".date_created", date + #", found """#),
        call(
            #""status":"busy","start_time":"Mon, 31 Aug 2010 20:36:28 +0000""#,
            ".start_time",
            date + #", found "Mon, 31 Aug 2010 20:36:28 +0000""#
        ),
        call(#""status":"busy","end_time":1283286988"#, ".end_time", date + ", found 1283286988"),
        call(
            #""status":"completed","duration":"-1""#,
            ".duration",
            #"expected a duration in whole seconds, found "-1""#
        ),
        call(#""status":"completed","duration":1.5"#, ".duration", "expected a duration in whole seconds, found 1.5"),
        call(#""status":"busy","timeout":0"#, ".timeout", "expected seconds from 1 to 600, found 0"),
        call(#""status":"busy","timeout":601"#, ".timeout", "expected seconds from 1 to 600, found 601"),
        call(#""status":"busy","time_limit":59"#, ".time_limit", "expected seconds from 60 to 14400, found 59"),
        call(
            #""status":"busy","price":-0.03"#,
            ".price",
            #"expected a decimal number as a string, such as "-0.03000", found -0.03"#
        ),
        call(
            #""status":"busy","price":"1.""#,
            ".price",
            #"expected a decimal number as a string, such as "-0.03000", found "1.""#
        ),
        call(
            #""status":"busy","price_unit":"usd""#,
            ".price_unit",
            #"expected a currency of three capital letters, found "usd""#
        ),
        call(#""status":"busy","queue_time":-1"#, ".queue_time", "expected milliseconds, found -1"),
        call(#""status":"busy","group_sid":"x""#, ".group_sid", #"expected GP and 32 hexadecimal digits, found "x""#),
        call(#""status":"busy","url":"x""#, ".url", #"expected an absolute http or https URL, found "x""#),
        call(#""status":"busy","method":"GET""#, ".method", #"a method needs a "url" beside it"#),
        call(
            #""status":"busy","url":"http://a/","method":"PUT""#,
            ".method",
            #"expected one of "GET", "POST", found "PUT""#
        ),
        call(#""status":"busy","url":"http://a/","twiml":"<R/>""#, ".twiml", #"a call has either a "url" or "twiml""#),
        call(
            #""status":"busy","fallback_url":"http://a/""#,
            ".fallback_url",
            #"a fallback needs a "url" or "twiml" beside it"#
        ),
        call(
            #""status":"busy","status_callback_event":["completed"]"#,
            ".status_callback_event",
            #"events need a "status_callback" beside them"#
        ),
        call(
            #""status":"busy","status_callback":"http://a/","status_callback_event":["busy"]"#,
            ".status_callback_event[0]",
            #"expected one of "initiated", "ringing", "answered", "completed", found "busy""#
        ),
        // What contradicts the status.
        call(
            #""status":"queued","start_time":"2010-08-31T20:36:28Z""#,
            ".start_time",
            #"a call that is queued has no "start_time" yet"#
        ),
        call(
            #""status":"ringing","end_time":"2010-08-31T20:36:28Z""#,
            ".end_time",
            #"a call that is ringing has no "end_time" yet"#
        ),
        call(
            #""status":"in-progress","duration":"5""#,
            ".duration",
            #"a call that is in-progress has no "duration" yet"#
        ),
        call(
            #""status":"busy","duration":5"#,
            ".duration",
            #"a call that is busy was never answered: its "duration" is 0"#
        ),
        call(
            #""status":"completed","start_time":"2010-08-31T20:36:28Z","end_time":"2010-08-31T20:36:27Z""#,
            ".end_time",
            "the call ends before it starts"
        ),
        call(
            #""status":"completed","date_created":"2010-08-31T20:36:28Z","start_time":"2010-08-31T20:36:27Z""#,
            ".start_time",
            "the call starts before it is created"
        ),
        call(
            #""status":"completed","start_time":"2010-08-31T20:36:28Z","end_time":"2010-08-31T20:36:30Z","duration":"3""#,
            ".duration",
            #"the call lasts longer than from "start_time" to "end_time""#
        ),
        // What the resource derives.
        call(
            "\"status\":\"busy\",\"account_sid\":\"\(Paths.account)\"",
            ".account_sid",
            "expected \"\(sid)\", which follows from the rest, found \"\(Paths.account)\""
        ),
        call(
            #""status":"busy","api_version":"2008-08-01""#,
            ".api_version",
            #"expected "2010-04-01", which follows from the rest, found "2008-08-01""#
        ),
        call(
            #""status":"busy","to_formatted":"+14155550001""#,
            ".to_formatted",
            #"expected "(415) 555-0001", which follows from the rest, found "+14155550001""#
        ),
        call(
            #""status":"busy","subresource_uris":{"evnts":""}"#,
            ".subresource_uris.evnts",
            #"there is no "evnts" here; did you mean "events"?"#
        ),
        call(
            #""status":"busy","subresource_uris":{"events":"x"}"#,
            ".subresource_uris.events",
            "expected \"/2010-04-01/Accounts/\(sid)/Calls/\(Sids.call("7"))/Events.json\", which follows from the rest, "
                + "found \"x\""
        ),
    ]

    /// Documents that are right in themselves, but not beside the documentation's and the default world.
    static let clashes: [BadSeed] = [
        account(
            #""calls":[{"sid":"\#(Sids.call("a"))","status":"busy","to":"client:a","from":"client:b"}]"#,
            ".calls[0]",
            "\(Sids.call("a")) exists already in \(Paths.account)"
        ),
        account(
            #""api_keys":[{"sid":"\#(Sids.key("0"))","secret":"x"}]"#,
            ".api_keys[0]",
            "\(Sids.key("0")) exists already in \(Sids.account("0"))"
        ),
        account(
            #""numbers":[{"sid":"PN\#(String(repeating: "a", count: 32))","phone_number":"+15550001111"}]"#,
            ".numbers[0]",
            "PN\(String(repeating: "a", count: 32)) exists already in \(Paths.account)"
        ),
        account(
            "\"subaccounts\":[{\"sid\":\"\(Paths.account)\"}]",
            ".subaccounts[0]",
            "\(Paths.account) exists already as an account of its own"
        ),
    ]
}
