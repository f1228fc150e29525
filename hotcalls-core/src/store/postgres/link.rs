//! One connection, driven by the thread that waits for its answers: no thread and no runtime of its own runs beside the calls.
//!
//! The asynchronous client is used directly, not its blocking wrapper: a waiting call looks at its cancel token now and then, BEGIN goes out
//! together with the first statement, what nobody waits for together with the next one, and the end of a read is not waited for.

use std::{
    future::{Future, pending, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use futures_util::future::{join, try_join_all};
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, Error};

use super::address::Address;
use crate::store::CancelToken;

/// How often a waiting call that can be cancelled looks whether it was.
const LOOK: Duration = Duration::from_millis(10);

type Driver = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

pub(super) struct Link {
    client: Client,
    /// Goes when the connection has ended: those who wait for answers are only told once it is dropped.
    driver: Option<Driver>,
    /// Why it has ended, if the server or the system said so.
    end: Option<Error>,
    runtime: Background,
}

/// A runtime that may be dropped anywhere: its own drop would wait, which an asynchronous host does not allow.
struct Background(Option<Runtime>);

impl Background {
    fn block_on<T>(&self, future: impl Future<Output = T>) -> T {
        match &self.0 {
            Some(runtime) => runtime.block_on(future),
            None => unreachable!("taken when it is dropped"),
        }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Why there is no connection.
pub(super) enum Refused {
    ByServer(Error),
    BySystem(std::io::Error),
}

impl Link {
    pub fn open(address: &Address) -> Result<Self, Refused> {
        let runtime = Background(Some(Builder::new_current_thread().enable_all().build().map_err(Refused::BySystem)?));
        let (client, connection) = runtime.block_on(address.config.connect(address.tls.clone())).map_err(Refused::ByServer)?;
        Ok(Self { client, driver: Some(Box::pin(connection)), end: None, runtime })
    }

    pub fn is_closed(&self) -> bool {
        self.driver.is_none() || self.client.is_closed()
    }

    /// Waits for the answer to a request. When the call is cancelled meanwhile, the server is asked to stop it.
    pub fn wait<'l, T, F: Future<Output = Result<T, Error>> + 'l>(
        &'l mut self,
        cancel: Option<&CancelToken>,
        address: &Address,
        ask: impl FnOnce(&'l Client) -> F,
    ) -> Result<T, Error> {
        let Self { client, driver, end, runtime } = self;
        let server = client.cancel_token();
        let watch = async {
            let Some(token) = cancel else { return pending::<()>().await };
            while !token.is_cancelled() {
                tokio::time::sleep(LOOK).await;
            }
            // If that fails, the statement's own limit ends it.
            let _ = server.cancel_query(address.tls.clone()).await;
            pending().await
        };
        let answer = ask(client);
        let done = runtime.block_on(async {
            let (mut watch, mut answer) = (pin!(watch), pin!(answer));
            poll_fn(|cx| {
                let _ = watch.as_mut().poll(cx);
                drive(driver, end, cx);
                answer.as_mut().poll(cx)
            })
            .await
        });
        // What was never sent is only known to have met a closed connection; the last word of the server says why it was closed.
        done.map_err(|e| if e.is_closed() { end.take().unwrap_or(e) } else { e })
    }

    /// Sends a statement whose answer nobody needs.
    pub fn tell(&mut self, sql: &str) {
        let Self { client, driver, end, runtime } = self;
        runtime.block_on(async {
            let mut answer = pin!(client.batch_execute(sql));
            poll_fn(|cx| {
                let _ = answer.as_mut().poll(cx);
                drive(driver, end, cx);
                Poll::Ready(())
            })
            .await;
        });
    }
}

/// Lets the connection send and receive.
fn drive(driver: &mut Option<Driver>, end: &mut Option<Error>, cx: &mut Context<'_>) {
    if let Some(Poll::Ready(ended)) = driver.as_mut().map(|driver| driver.as_mut().poll(cx)) {
        (*driver, *end) = (None, ended.err());
    }
}

/// A request whose answer says nothing but whether it was done.
pub(super) type Request<'r> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'r>>;

/// Sends requests and, without waiting for their answers, what `then` asks; fails as the first of them does that fails.
pub(super) async fn together<T>(requests: Vec<Request<'_>>, then: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let mut open = Vec::with_capacity(requests.len());
    for mut request in requests {
        // Polled once, so that it is sent before the next one.
        match poll_fn(|cx| Poll::Ready(request.as_mut().poll(cx))).await {
            Poll::Ready(done) => done?,
            Poll::Pending => open.push(request),
        }
    }
    // All are listened to: an answer that comes in pieces and that nobody takes up holds up those behind it.
    let (answer, done) = join(then, try_join_all(open)).await;
    done.and(answer)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn what_was_sent_ahead_is_listened_to_while_the_last_answer_is_waited_for() {
        let polls = Cell::new(0);
        // In three pieces: sent, begun, done.
        let ahead = poll_fn(|cx| {
            polls.set(polls.get() + 1);
            cx.waker().wake_by_ref();
            if polls.get() < 3 { Poll::Pending } else { Poll::Ready(Ok(())) }
        });
        let turns = Cell::new(0);
        let last = poll_fn(|cx| {
            turns.set(turns.get() + 1);
            cx.waker().wake_by_ref();
            if polls.get() < 3 && turns.get() < 100 { Poll::Pending } else { Poll::Ready(Ok(polls.get())) }
        });
        let runtime = Builder::new_current_thread().build().unwrap();
        assert_eq!(runtime.block_on(together(vec![Box::pin(ahead)], last)).unwrap(), 3);
    }
}
