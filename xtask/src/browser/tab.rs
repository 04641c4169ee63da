//! One tab: a page is opened, asked, and used by mouse and keyboard as a person would.

use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::chromium::Browser;

/// What has not come after so long does not come.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(50);

/// A tab. It closes with the value.
pub(super) struct Tab<'b> {
    browser: &'b Browser,
    target: String,
    session: String,
}

impl<'b> Tab<'b> {
    /// Opens a page in a window of its own, so that all are seen at once, this many pixels wide.
    pub(super) fn open(browser: &'b Browser, url: &str, width: u32) -> Result<Self, String> {
        let text = |value: &Value| value.as_str().map(str::to_owned).ok_or("no id of a tab");
        let made = browser.order(
            None,
            "Target.createTarget",
            json!({ "url": "about:blank", "newWindow": true }),
        )?;
        let target = text(&made["targetId"])?;
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text(&browser.order(None, "Target.attachToTarget", attach)?["sessionId"])?;
        let tab = Self { browser, target, session };
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            tab.order(domain, json!({}))?;
        }
        let size =
            json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        tab.order("Emulation.setDeviceMetricsOverride", size)?;
        tab.order("Page.navigate", json!({ "url": url }))?;
        Ok(tab)
    }

    /// Gives an order to this tab.
    pub(super) fn order(&self, method: &str, params: Value) -> Result<Value, String> {
        self.browser.order(Some(&self.session), method, params)
    }

    /// What an expression of the page gives.
    pub(super) fn value(&self, expression: &str) -> Result<Value, String> {
        let asked =
            json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.order("Runtime.evaluate", asked)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(format!("{expression}: {}", details["exception"]["description"])),
            None => Ok(answer["result"]["value"].clone()),
        }
    }

    /// Waits until an expression is true.
    pub(super) fn until(&self, what: &str, expression: &str) -> Result<(), String> {
        let start = Instant::now();
        loop {
            // While a page loads there may be nothing to ask.
            let value = self.value(expression).unwrap_or_default();
            if value == true {
                return Ok(());
            }
            if start.elapsed() > PATIENCE {
                let status = self.value("document.body.innerText").unwrap_or_default();
                let status: String =
                    status.as_str().unwrap_or_default().chars().take(600).collect();
                return Err(format!("it did not come to this: {what}\nthe page says:\n{status}"));
            }
            sleep(PAUSE);
        }
    }

    /// Waits until the page hears of changes as they happen.
    pub(super) fn live(&self) -> Result<(), String> {
        self.until("the page is live", "document.getElementById('live')?.textContent === 'live'")
    }

    /// Presses the mouse on the middle of what an expression gives.
    pub(super) fn click(&self, element: &str) -> Result<(), String> {
        let place = self.value(&format!(
            "(() => {{ const e = {element}; if (!e) return null; e.scrollIntoView({{ block: 'center', behavior: 'instant' }});
             const r = e.getBoundingClientRect(); const [x, y] = [r.x + r.width / 2, r.y + r.height / 2];
             const hit = document.elementFromPoint(x, y); return e === hit || e.contains(hit) ? [x, y] : null; }})()"
        ))?;
        let (Some(x), Some(y)) = (place[0].as_f64(), place[1].as_f64()) else {
            return Err(format!("there is nothing to press at {element}"));
        };
        for event in ["mousePressed", "mouseReleased"] {
            let mouse = json!({ "type": event, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.order("Input.dispatchMouseEvent", mouse)?;
        }
        Ok(())
    }

    /// Presses a key that writes nothing, by its name and code.
    pub(super) fn key(&self, name: &str, code: u32) -> Result<(), String> {
        for event in ["rawKeyDown", "keyUp"] {
            let key =
                json!({ "type": event, "key": name, "code": name, "windowsVirtualKeyCode": code });
            self.order("Input.dispatchKeyEvent", key)?;
        }
        Ok(())
    }

    /// Writes a text where the focus is.
    pub(super) fn write(&self, text: &str) -> Result<(), String> {
        self.order("Input.insertText", json!({ "text": text })).map(drop)
    }
}

impl Drop for Tab<'_> {
    fn drop(&mut self) {
        let _ = self.browser.order(None, "Target.closeTarget", json!({ "targetId": self.target }));
    }
}
