//! One mail over SMTP.

use std::time::Duration;

use changxiao_store::notices::deliveries::Delivery;
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        authentication::Credentials,
        client::{Tls, TlsParameters},
    },
};

use super::{MailServer, MailTls, SendProblem};

/// Sends it. The Message-ID is made from the delivery's id, so that a mail that arrives twice can be told.
pub async fn send(server: &MailServer, delivery: &Delivery, to: &str, patience: Duration) -> Result<(), SendProblem> {
    let from: Mailbox =
        server.from.parse().map_err(|_| SendProblem::MailConfig(format!("from is “{}”", server.from)))?;
    let to: Mailbox = to.parse().map_err(|_| SendProblem::Mail(format!("“{to}” is not an address")))?;
    let domain = from.email.domain().to_owned();
    // A title of a case may hold anything; a subject is one line.
    let subject: String = delivery.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let message = Message::builder()
        .from(from)
        .to(to)
        .subject(subject)
        .message_id(Some(format!("<{}@{domain}>", delivery.id)))
        .header(ContentType::TEXT_PLAIN)
        .body(delivery.body.clone())
        .map_err(|problem| SendProblem::Mail(problem.to_string()))?;
    let parameters =
        || TlsParameters::new(server.host.clone()).map_err(|problem| SendProblem::MailConfig(problem.to_string()));
    let tls = match server.tls {
        MailTls::Implicit => Tls::Wrapper(parameters()?),
        MailTls::StartTls => Tls::Required(parameters()?),
        MailTls::None => Tls::None,
    };
    let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&server.host)
        .port(server.port)
        .tls(tls)
        .timeout(Some(patience));
    if let Some((user, password)) = &server.account {
        transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
    }
    // The library's patience is for each step; a server that answers every step late must not outlive the lease.
    match tokio::time::timeout(2 * patience, transport.build().send(message)).await {
        Err(_) => Err(SendProblem::Mail(format!("{} took too long", server.host))),
        Ok(Err(problem)) => Err(SendProblem::Mail(chain(&problem))),
        Ok(Ok(_)) => Ok(()),
    }
}

fn chain(problem: &dyn std::error::Error) -> String {
    let mut said = problem.to_string();
    let mut source = problem.source();
    while let Some(cause) = source {
        let cause_said = cause.to_string();
        if !said.contains(&cause_said) {
            said = format!("{said}: {cause_said}");
        }
        source = cause.source();
    }
    said
}
