//! Small servers that play the outside: a mail server and a webhook that take, refuse, hang or hang up.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// What a server does with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Takes,
    /// Says no.
    Refuses,
    /// Never says anything.
    Suspensions,
    /// Takes the message and hangs up before it says so: the sender cannot know.
    TakesAndHangsUp,
}

/// A server on loopback; what it took is kept word for word.
#[derive(Clone)]
pub struct Outside {
    pub port: u16,
    mood: Arc<Mutex<Mood>>,
    taken: Arc<Mutex<Vec<String>>>,
}

impl Outside {
    pub async fn mail(mood: Mood) -> anyhow::Result<Self> {
        let (listener, outside) = Self::listen(mood).await?;
        let serving = outside.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let outside = serving.clone();
                tokio::spawn(async move { outside.smtp(stream).await });
            }
        });
        Ok(outside)
    }

    pub async fn webhook(mood: Mood) -> anyhow::Result<Self> {
        let (listener, outside) = Self::listen(mood).await?;
        let serving = outside.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let outside = serving.clone();
                tokio::spawn(async move { outside.http(stream).await });
            }
        });
        Ok(outside)
    }

    async fn listen(mood: Mood) -> anyhow::Result<(TcpListener, Self)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        Ok((listener, Self { port, mood: Arc::new(Mutex::new(mood)), taken: Arc::default() }))
    }

    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn take(&self, message: String) {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).push(message);
    }

    async fn smtp(self, stream: TcpStream) -> std::io::Result<()> {
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        if self.mood() == Mood::Suspensions {
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
            return Ok(());
        }
        writer.write_all(b"220 outside ESMTP\r\n").await?;
        let mut message: Option<String> = None;
        while let Some(line) = lines.next_line().await? {
            if let Some(text) = &mut message {
                if line != "." {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                self.take(text.clone());
                message = None;
                if self.mood() == Mood::TakesAndHangsUp {
                    return Ok(());
                }
                writer.write_all(b"250 taken\r\n").await?;
                continue;
            }
            let word = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
            let answer: &[u8] = match word.as_str() {
                "RCPT" if self.mood() == Mood::Refuses => b"451 try later\r\n",
                "DATA" => {
                    message = Some(String::new());
                    b"354 go on\r\n"
                }
                "QUIT" => b"221 bye\r\n",
                _ => b"250 fine\r\n",
            };
            writer.write_all(answer).await?;
        }
        Ok(())
    }

    /// One request a connection.
    async fn http(self, mut stream: TcpStream) -> std::io::Result<()> {
        let (mut text, mut buffer) = (Vec::new(), [0; 4096]);
        loop {
            let read = stream.read(&mut buffer).await?;
            text.extend_from_slice(&buffer[..read]);
            let whole = String::from_utf8_lossy(&text).into_owned();
            let Some((head, body)) = whole.split_once("\r\n\r\n") else {
                if read == 0 {
                    return Ok(());
                }
                continue;
            };
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ").map(str::to_owned))
                .and_then(|length| length.trim().parse::<usize>().ok())
                .unwrap_or(0);
            if body.len() >= length || read == 0 {
                break;
            }
        }
        let mood = self.mood();
        if mood == Mood::Suspensions {
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
            return Ok(());
        }
        if mood != Mood::Refuses {
            self.take(String::from_utf8_lossy(&text).into_owned());
        }
        let (status, said) = match mood {
            Mood::TakesAndHangsUp => return Ok(()),
            Mood::Refuses => ("503 Service Unavailable", "{}"),
            _ => ("200 OK", "{\"errcode\":0,\"errmsg\":\"ok\"}"),
        };
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{said}", said.len());
        stream.write_all(answer.as_bytes()).await
    }
}
