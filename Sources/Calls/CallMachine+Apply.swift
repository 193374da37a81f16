extension CallMachine {
    /// Takes one event.
    ///
    /// - Returns: what must happen because of it, in order; empty when the event changes nothing.
    /// - Throws: ``CallRefusal`` when the state does not allow the event; the machine is unchanged then.
    package mutating func apply(_ event: CallEvent, at now: Instant) throws(CallRefusal) -> [Effect] {
        switch event {
        case .dial, .ring, .answer, .busy, .noAnswer, .fail, .hangUp:
            try applyReport(event, at: now)
        case .cancel:
            try cancel(at: now)
        case .complete:
            try complete(at: now)
        case .redirect(let instructions):
            try redirect(to: instructions)
        case .setTimeLimit(let seconds):
            try setTimeLimit(seconds)
        case .changeStatusCallback(let statusCallback):
            try change(statusCallback)
        }
    }
}

// MARK: - Reports of the network

extension CallMachine {
    private mutating func applyReport(_ event: CallEvent, at now: Instant) throws(CallRefusal) -> [Effect] {
        switch phase {
        case .queued:
            // A queued call goes out first; what the network reports after that is about a call that went out.
            switch event {
            case .dial: return goOut(at: now)
            case .hangUp: throw CallRefusal(event, in: status)
            default:
                let wentOut = goOut(at: now)
                return try wentOut + applyReport(event, at: now)
            }
        case .initiated(let started):
            return try applyUnanswered(event, started: started, isRinging: false, at: now)
        case .ringing(let started):
            return try applyUnanswered(event, started: started, isRinging: true, at: now)
        case .inProgress(let started, let answered):
            guard event == .hangUp else { throw CallRefusal(event, in: status) }
            return end(as: .completed, started: started, answered: answered, at: now)
        case .ended:
            throw CallRefusal(event, in: status)
        }
    }

    private mutating func applyUnanswered(
        _ event: CallEvent,
        started: Instant,
        isRinging: Bool,
        at now: Instant
    ) throws(CallRefusal) -> [Effect] {
        switch event {
        case .ring where !isRinging:
            phase = .ringing(started: started)
            return report(.ringing, as: CallStatus.ringing.rawValue)
                + [.startTimer(.noAnswer(at: now.advanced(bySeconds: timeout)))]
        case .answer:
            return answer(started: started, at: now)
        case .busy:
            return end(as: .busy, started: started, at: now)
        case .noAnswer:
            return end(as: .noAnswer, started: started, at: now)
        case .fail:
            return end(as: .failed, started: started, at: now)
        case .hangUp where direction == .inbound:
            // The caller hangs up, or the document ends, before anything answered.
            return end(as: .completed, started: started, at: now)
        default:
            throw CallRefusal(event, in: status)
        }
    }

    private mutating func answer(started: Instant, at now: Instant) -> [Effect] {
        phase = .inProgress(started: started, answered: now)
        var effects: [Effect] = [.stopTimers, .startTimer(.timeLimit(at: now.advanced(bySeconds: timeLimit)))]
        effects += report(.answered, as: CallStatus.inProgress.rawValue)
        // An inbound leg's document was fetched while it rang, and runs already.
        if direction != .inbound, let instructions { effects.append(begin(instructions)) }
        return effects
    }
}

// MARK: - Wishes of the API

extension CallMachine {
    private mutating func cancel(at now: Instant) throws(CallRefusal) -> [Effect] {
        switch phase {
        case .queued: end(as: .canceled, started: nil, at: now)
        case .initiated(let started), .ringing(let started): end(as: .canceled, started: started, at: now)
        case .inProgress: []  // documented as having no effect on a call in progress
        case .ended: throw CallRefusal(.cancel, in: status)
        }
    }

    private mutating func complete(at now: Instant) throws(CallRefusal) -> [Effect] {
        switch phase {
        case .queued, .initiated, .ringing:
            try cancel(at: now)
        case .inProgress(let started, let answered):
            end(as: .completed, started: started, answered: answered, at: now)
        case .ended:
            throw CallRefusal(.complete, in: status)
        }
    }

    private mutating func redirect(to new: Instructions) throws(CallRefusal) -> [Effect] {
        switch phase {
        case .inProgress:
            instructions = new
            return [.dropDocument, begin(new)]
        case .queued, .initiated, .ringing, .ended:
            throw CallRefusal(.redirect(new), in: status)
        }
    }

    private mutating func setTimeLimit(_ seconds: Int64) throws(CallRefusal) -> [Effect] {
        switch phase {
        case .inProgress(_, let answered):
            timeLimit = min(max(seconds, Self.timeLimits.lowerBound), Self.timeLimits.upperBound)
            return [.startTimer(.timeLimit(at: answered.advanced(bySeconds: timeLimit)))]
        case .queued, .initiated, .ringing, .ended:
            throw CallRefusal(.setTimeLimit(seconds), in: status)
        }
    }

    private mutating func change(_ new: StatusCallback) throws(CallRefusal) -> [Effect] {
        switch phase {
        case .queued, .initiated, .ringing, .inProgress:
            statusCallback = new
            return []
        case .ended:
            throw CallRefusal(.changeStatusCallback(new), in: status)
        }
    }
}
