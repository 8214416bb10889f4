//! Which columns of what is read hold texts of people ([`HoldsTexts`]).

use changxiao_domain::{holds_texts, masking::HoldsTexts};

use crate::{
    callbacks::CallbackRow,
    cases::{CaseFact, CaseLine, CaseRow},
    consultations::ConsultationLine,
    escalations::Escalation,
    evidence::{EvidenceLine, EvidenceRow},
    exchange::{OrderLine, OrderRow},
    inspections::{ResultRow, VisitLine, VisitRow},
    overview::OpenLine,
    recounts::MovedCase,
    recurrence::{Member, ProblemLine},
    scoring::{FindingRow, LostCase},
    whistles::WhistleLine,
};

holds_texts! {
    CaseRow { case, place }
    CaseLine { title, place }
    CaseFact { title }
    Escalation { title, place }
    OpenLine { title, place }
    CallbackRow { note }
    EvidenceRow { file_name, item }
    EvidenceLine { row }
    OrderRow { order }
    OrderLine { row }
    WhistleLine { title, place }
    ConsultationLine { title }
    ProblemLine { place }
    Member { title, place }
    LostCase { title, place }
    ResultRow { note }
    VisitRow { note }
    VisitLine { visit }
    MovedCase { title, place }
}

impl HoldsTexts for FindingRow {
    fn texts(&mut self, each: &mut dyn FnMut(&mut String)) {
        each(&mut self.note);
        if let Some(case) = &mut self.case {
            each(&mut case.title);
        }
    }
}
