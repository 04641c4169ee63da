//! The floor: one connection, httparse, and a decode into plain types. No pool, no limits, no errors to speak of; one page at a time.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde::de::DeserializeOwned;

use super::stack::{Listed, Stack, TOKEN, described, number};
use crate::job::Work;
use crate::{Result, plain, sample};

/// How much is read at once, at least.
const PIECE: usize = 16 * 1024;

pub(super) struct Raw {
    stream: TcpStream,
    host: String,
    /// Room for an answer, kept from call to call.
    buffer: Vec<u8>,
    request: Vec<u8>,
}

impl Raw {
    pub(super) fn new(url: &str) -> Result<Self> {
        let host = url.strip_prefix("http://").ok_or("the floor has no TLS")?.to_owned();
        let stream = TcpStream::connect(&*host)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host, buffer: Vec::new(), request: Vec::new() })
    }

    fn get<T: DeserializeOwned>(&mut self, target: std::fmt::Arguments<'_>) -> Result<T> {
        self.request.clear();
        write!(
            self.request,
            "GET {target} HTTP/1.1\r\nhost: {}\r\nauthorization: {TOKEN}\r\naccept: application/json\r\n\r\n",
            self.host
        )?;
        self.stream.write_all(&self.request)?;
        let (mut filled, mut head, mut length) = (0, 0, None);
        loop {
            if let Some(length) = length.filter(|length| filled >= head + length) {
                return Ok(serde_json::from_slice(&self.buffer[head..head + length])?);
            }
            if self.buffer.len() < filled + PIECE {
                self.buffer.resize(filled + PIECE, 0);
            }
            let read = self.stream.read(&mut self.buffer[filled..])?;
            filled += read;
            if read == 0 {
                return Err("the connection ended".into());
            }
            if length.is_none() {
                (head, length) = framed(&self.buffer[..filled])?;
            }
        }
    }

    fn page(&mut self, number: u32, size: u64) -> Result<plain::Page> {
        self.get(format_args!("/v1/apps/specs/?pageNumber={number}&pageSize={size}"))
    }

    fn pages(&mut self, size: u64, mut take: impl FnMut(Vec<plain::Spec>)) -> Result<()> {
        let first = self.page(1, size)?;
        take(first.specs);
        for number in 2..=first.page_count {
            take(self.page(number, size)?.specs);
        }
        Ok(())
    }
}

/// Where the body begins and how long it is, once the head is whole.
fn framed(bytes: &[u8]) -> Result<(usize, Option<usize>)> {
    let mut headers = [httparse::EMPTY_HEADER; 16];
    let mut answer = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head) = answer.parse(bytes)? else { return Ok((0, None)) };
    if answer.code != Some(200) {
        return Err(format!("status {:?}", answer.code).into());
    }
    let length =
        answer.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length = length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse().ok());
    Ok((head, Some(length.ok_or("an answer without a length")?)))
}

impl Stack for Raw {
    fn describe(&mut self, times: u64) -> Result<Work> {
        let mut work = Work::default();
        for _ in 0..times {
            let spec: plain::Spec = self.get(format_args!("/v1/apps/specs/{}", sample::SPEC_ID))?;
            described(&mut work, &spec.id)?;
        }
        Ok(work)
    }

    fn list(&mut self, page: u64, _: u64) -> Result<Listed> {
        let mut all = Vec::new();
        self.pages(page, |items| all.extend(items))?;
        Ok(Listed::Plain(all))
    }

    fn stream(&mut self, page: u64, _: u64) -> Result<Work> {
        let mut work = Work::default();
        self.pages(page, |items| items.iter().for_each(|spec| work.add(number(&spec.id))))?;
        Ok(work)
    }
}
