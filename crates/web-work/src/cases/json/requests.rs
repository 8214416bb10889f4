//! What is asked about a case and what is decided on it: extension, suspension, objection, appeal, voiding, supervision, verification,
//! audit, forced closing.

use changxiao_app::cases::{appeal, carry_out, objection, supervise, suspension};
use changxiao_domain::cases::{Command, Topic};

use super::{CaseAfter, accept::LimitGiven, act};

changxiao_web_kit::documents! {
    /// Why something is asked or done.
    Asking {
        /// Why; the others read it.
        reason: String,
    }

    /// Why something is asked for, with photos that show it: a signed form, the state of the works.
    Pleading with photos as PleadingWithPhotos {
        /// Why; the others read it.
        reason: String,
    }

    /// Why a case has to wait, and until when.
    SuspensionAsking with photos as SuspensionAskingWithPhotos {
        /// `season`, `engineering` or `other`.
        kind: String,
        /// The day on which the work goes on, within a year.
        #[schema(example = "2027-03-01")]
        until: String,
        /// Why; the others read it.
        reason: String,
    }

    /// What the unit objects to.
    Objecting with photos as ObjectingWithPhotos {
        /// `duty` or `limit`.
        kind: String,
        /// Why; the others read it.
        reason: String,
    }

    /// Yes or no.
    Ruling {
        granted: bool,
        /// Needed for a no, and for both answers to an appeal.
        reason: Option<String>,
        /// The new limit, where an objection to the limit is upheld.
        limit: Option<LimitGiven>,
    }

    /// What may be said.
    Remarking {
        note: Option<String>,
    }

    /// Which supervision, and whether the unit has to reply.
    Supervising {
        /// `overdue`, `leader` or `key`.
        kind: String,
        #[serde(default)]
        reply_required: bool,
        /// Why; the others read it.
        reason: String,
    }

    /// What the unit replies.
    Reply {
        text: String,
    }

    /// What was seen before filing.
    Verification with photos as VerificationWithPhotos {
        /// The report is true.
        found: bool,
        text: String,
    }
}

changxiao_web_kit::actions! {
    "actions" CaseAfter;
    /// The head of the unit confirms what the handler submitted (单位确认); the clock stops.
    confirm "/api/v1/cases/{number}/confirmation" "confirmation" (Remarking)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Confirm { note: sent.value.note }, &[]);
    /// Asks for more time (申请延期).
    ask_extension "/api/v1/cases/{number}/extension" "extension" (Pleading, PleadingWithPhotos)
        |app, who, target, sent| act(app, &who, target, sent, |sent, photos| Ok(Command::AskExtension { reason: sent.reason, photos }));
    /// Grants or refuses more time: one original limit on the deadline (延期).
    decide_extension "/api/v1/cases/{number}/extension-decision" "extension_decision" (Ruling)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::rule(Topic::Extension, sent.value.granted, sent.value.reason), &[]);
    /// Asks to suspend the case until a day (申请挂账).
    ask_suspension "/api/v1/cases/{number}/hang" "hang" (SuspensionAsking, SuspensionAskingWithPhotos)
        |app, who, target, sent| async {
            let (kind, until) = suspension::read(&sent.value.kind, &sent.value.until)?;
            let photos = sent.all_photos();
            suspension::ask(app, &who.actor, target, kind, until, sent.value.reason, &photos).await
        };
    /// Hangs the case, or refuses to (挂账).
    decide_suspension "/api/v1/cases/{number}/hang-decision" "hang_decision" (Ruling)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::rule(Topic::Suspension, sent.value.granted, sent.value.reason), &[]);
    /// Ends the suspension before its day (结束挂账).
    end_suspension "/api/v1/cases/{number}/hang-end" "hang_end" (Remarking)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::EndSuspension { reason: sent.value.note }, &[]);
    /// The unit objects to duty or limit (异议); the clock stands still until the ruling.
    object "/api/v1/cases/{number}/objection" "objection" (Objecting, ObjectingWithPhotos)
        |app, who, target, sent| act(app, &who, target, sent, |sent, photos| {
            Ok(Command::Object { kind: objection::read_kind(&sent.kind)?, reason: sent.reason, photos })
        });
    /// Upholds or dismisses an objection (异议裁定).
    decide_objection "/api/v1/cases/{number}/objection-decision" "objection_decision" (Ruling)
        |app, who, target, sent| act(app, &who, target, sent, |sent, _| {
            let limit = sent.limit.map(LimitGiven::read).transpose()?;
            Ok(Command::Rule { topic: Topic::Objection, granted: sent.granted, reason: sent.reason, limit })
        });
    /// The unit appeals against lateness after closing (申诉).
    appeal_case "/api/v1/cases/{number}/appeal" "appeal" (Pleading, PleadingWithPhotos)
        |app, who, target, sent| act(app, &who, target, sent, |sent, photos| Ok(Command::Appeal { reason: sent.reason, photos }));
    /// Reviews an appeal on the level on which it waits (申诉审核).
    decide_appeal "/api/v1/cases/{number}/appeal-decision" "appeal_decision" (Ruling)
        |app, who, target, sent| appeal::decide(app, &who.actor, target, sent.value.granted, sent.value.reason);
    /// Asks for approval to void a filed case (申请作废).
    ask_void "/api/v1/cases/{number}/voiding-request" "voiding_request" (Asking)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::AskVoid { reason: sent.value.reason }, &[]);
    /// Approves or refuses it (作废审批).
    decide_void "/api/v1/cases/{number}/voiding-decision" "voiding_decision" (Ruling)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::rule(Topic::Void, sent.value.granted, sent.value.reason), &[]);
    /// Closes by order of a leader (强制结案); never counts as fixed.
    force_close "/api/v1/cases/{number}/forced-closure" "forced_closure" (Asking)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::ForceClose { reason: sent.value.reason }, &[]);
    /// Puts the case under supervision (督办).
    put_under_supervision "/api/v1/cases/{number}/supervision" "supervision" (Supervising)
        |app, who, target, sent| act(app, &who, target, sent, |sent, _| {
            let kind = supervise::read_kind(&sent.kind)?;
            Ok(Command::Supervise { kind, reply_required: sent.reply_required, reason: sent.reason })
        });
    /// The lead unit replies to supervision (督办反馈).
    reply "/api/v1/cases/{number}/supervision-reply" "supervision_reply" (Reply)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::ReplySupervision { text: sent.value.text }, &[]);
    /// Asks somebody to look whether a report is true (安排核实).
    request_verification "/api/v1/cases/{number}/verification-request" "verification_request" (Remarking)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::RequestVerify { note: sent.value.note }, &[]);
    /// Says whether a report is true (核实).
    report_verification "/api/v1/cases/{number}/verification" "verification" (Verification, VerificationWithPhotos)
        |app, who, target, sent| act(app, &who, target, sent, |sent, photos| Ok(Command::ReportVerify { found: sent.found, text: sent.text, photos }));
    /// Audits what was fixed on the spot (审核).
    audit_case "/api/v1/cases/{number}/audit" "audit" (Ruling)
        |app, who, target, sent| carry_out(app, &who.actor, target, Command::Audit { passed: sent.value.granted, reason: sent.value.reason }, &[]);
}
