//! What a unit is to a node of the evaluation system.

changxiao_words::coded! {
    /// Lead, responsible, assist (牵头、责任、协助), in this order.
    pub enum Duty {
        Lead = "lead", standards_duty_lead;
        Responsible = "responsible", standards_duty_responsible;
        Assist = "assist", standards_duty_assist;
    }
}
