//! What people do with the page, step by step.

use std::process::Command;

use super::chromium::Browser;
use super::proxy;
use super::served::{Check, Served};
use super::tab::Tab;

pub(super) const CHECKS: &[Check] = &[
    ("a deployment fails at its second block and is redeployed, by mouse", fail_and_redeploy),
    ("faults, time and the reset, by mouse", steer),
    ("requests are chosen, opened and sent again as curl", requests),
    ("with ten tabs open the eleventh loads, and all hear of a change", eleven_tabs),
    ("the page works under another host, port and prefix", elsewhere),
    ("what comes from the service is text", text_alone),
    ("the page says so when the service is gone, and comes back with it", gone_and_back),
];

/// The card of a deployment or an app spec, by its label.
fn card(label: &str) -> String {
    format!("document.querySelector('article[aria-label=\"{label}\"]')")
}

/// A button inside something, by its text.
fn button(inside: &str, text: &str) -> String {
    format!("[...{inside}.querySelectorAll('button')].find((b) => b.textContent === '{text}')")
}

fn by_id(id: &str) -> String {
    format!("document.getElementById('{id}')")
}

/// A line that the page shows to be pasted, pasted.
fn paste(tab: &Tab<'_>, about: &str) -> Result<String, String> {
    let asked = format!("document.querySelector('pre[aria-label=\"{about}\"]')?.textContent");
    let line = tab.value(&asked)?.as_str().map(str::to_owned).ok_or(format!("no line: {about}"))?;
    let output = Command::new("sh").args(["-c", &format!("{line} -sS --fail-with-body")]).output();
    let output = output.map_err(|error| format!("sh: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.success() {
        true => Ok(said),
        false => Err(format!("{line}\n{said}{}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// Waits until a deployment and its blocks, in order, have these statuses.
fn statuses(tab: &Tab<'_>, name: &str, wanted: &[&str]) -> Result<(), String> {
    let card = card(&format!("Deployment {name}"));
    let expression = format!(
        "[...{card}.querySelectorAll('.title .status, .blocks .status')].map((s) => s.textContent).join() === '{}'",
        wanted.join(",")
    );
    tab.until(&format!("{name} is {}", wanted.join(", ")), &expression)
}

fn fail_and_redeploy(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tab = Tab::open(browser, &served.url, 1280)?;
    tab.live()?;
    paste(&tab, "Create an app spec")?;
    let spec = card("App spec my-app");
    tab.until("the app spec is there", &format!("{spec} !== null"))?;
    tab.click(&format!("{spec}.querySelector('input')"))?;
    tab.write("my-deployment")?;
    tab.click(&button(&spec, "Deploy"))?;
    let ended = ["deployed", "deployed", "deployed"];
    statuses(&tab, "my-deployment", &["deploying", "deploying", "deploying"])?;
    statuses(&tab, "my-deployment", &["deploying", "deployed", "deploying"])?;
    statuses(&tab, "my-deployment", &ended)?;

    // A deployment that is to fail: the choice is made by keyboard, as its list belongs to the system.
    tab.click(&format!("{spec}.querySelector('input')"))?;
    tab.write("second")?;
    tab.value(&format!("{spec}.querySelector('select').focus()"))?;
    tab.key("ArrowDown", 40)?;
    tab.key("ArrowDown", 40)?;
    tab.until(
        "the failure is chosen",
        &format!("{spec}.querySelector('select').value === 'fail:2'"),
    )?;
    tab.click(&button(&spec, "Deploy"))?;
    statuses(&tab, "second", &["failed", "deployed", "failed"])?;
    let second = card("Deployment second");
    tab.until(
        "it may be redeployed",
        &format!("{}.getAttribute('aria-disabled') === 'false'", button(&second, "Redeploy")),
    )?;
    tab.click(&button(&second, "Redeploy"))?;
    statuses(&tab, "second", &["redeploying", "deploying", "deploying"])?;
    statuses(&tab, "second", &ended)?;
    tab.until(
        "both runs are shown",
        &format!("{second}.querySelector('summary').textContent === '2 revisions'"),
    )?;

    // The next run of one that is there already.
    let failed = card("Deployment sca-failed");
    tab.click(&button(&failed, "Set next run"))?;
    tab.until(
        "the script is shown",
        &format!("{failed}.innerText.includes('Set for the next runs: fail:1')"),
    )?;
    tab.click(&button(&failed, "Redeploy"))?;
    statuses(&tab, "sca-failed", &["failed", "failed", "deployed"])
}

fn steer(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tab = Tab::open(browser, &served.url, 1280)?;
    tab.live()?;
    let form = "document.getElementById('fault')";
    tab.until(
        "the operations are offered",
        "document.querySelector('#fault-on option[value=create_spec]') !== null",
    )?;
    tab.click(&format!("{form}.querySelector('#fault-rule')"))?;
    tab.value("document.getElementById('fault-rule').select()")?;
    tab.write("create_spec:503x1")?;
    tab.click(&button(form, "Add the fault"))?;
    tab.until(
        "the fault is shown",
        "document.getElementById('fault-list').innerText.includes('fired for 0')",
    )?;
    if paste(&tab, "Create an app spec").is_ok() {
        return Err("the fault did not fire".to_owned());
    }
    tab.until(
        "the fault has fired",
        "document.getElementById('fault-list').innerText.includes('fired for 1')",
    )?;
    tab.value("document.getElementById('fault-rule').value = 'create_spce:503'")?;
    tab.click(&button(form, "Add the fault"))?;
    tab.until(
        "what is wrong is said",
        "document.getElementById('wrong').innerText.includes('create_spec')",
    )?;
    tab.click(&by_id("wrong-close"))?;
    tab.click(&button(form, "Remove all faults"))?;
    tab.until(
        "there is no fault",
        "document.getElementById('fault-list').childElementCount === 0",
    )?;

    paste(&tab, "Deploy the app spec salesforce-customer-analytics")?;
    statuses(&tab, "my-deployment", &["deploying", "deploying", "deploying"])?;
    tab.click(&button(&by_id("advance"), "Settle"))?;
    statuses(&tab, "my-deployment", &["deployed", "deployed", "deployed"])?;
    tab.click(&button(&by_id("advance"), "Advance"))?;
    tab.until(
        "the time moved",
        "/ 1m\\d+s after the start/.test(document.getElementById('clock').textContent)",
    )?;

    tab.click(&button(&by_id("advance"), "Reset"))?;
    tab.click(&button(&by_id("sure"), "Keep them"))?;
    tab.until("it is still there", &format!("{} !== null", card("Deployment my-deployment")))?;
    tab.click(&button(&by_id("advance"), "Reset"))?;
    tab.click(&button(&by_id("sure"), "Reset"))?;
    tab.until("it is gone", &format!("{} === null", card("Deployment my-deployment")))
}

fn requests(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tab = Tab::open(browser, &served.url, 1280)?;
    tab.live()?;
    paste(&tab, "List the app specs")?;
    paste(&tab, "Create an app spec")?;
    let rows = "[...document.querySelectorAll('#request-list details')]";
    tab.until("both are shown", &format!("{rows}.length === 2"))?;
    tab.click(&by_id("filter-text"))?;
    tab.write("my-app")?;
    tab.until("one is chosen", &format!("{rows}.length === 1"))?;
    tab.click(&format!("{rows}[0].querySelector('summary')"))?;
    tab.until(
        "it is opened",
        &format!("{rows}[0].querySelector('pre[aria-label=\"As curl\"]') !== null"),
    )?;
    match paste(&tab, "As curl") {
        Err(said) if said.contains("my-app` is taken") => {}
        other => return Err(format!("it was not the same request: {other:?}")),
    }
    tab.until("it is in the list as well", &format!("{rows}.length === 2"))?;
    tab.until(
        "the answer is shown",
        &format!(
            "{rows}[1].querySelector('pre[aria-label=\"Answer\"]')?.textContent.includes('\"id\"')"
        ),
    )
}

fn eleven_tabs(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tabs: Result<Vec<_>, _> = (0..11).map(|_| Tab::open(browser, &served.url, 1280)).collect();
    let tabs = tabs?;
    tabs.iter().try_for_each(Tab::live)?;
    paste(&tabs[0], "Create an app spec")?;
    let there = format!("{} !== null", card("App spec my-app"));
    tabs.iter().try_for_each(|tab| tab.until("the app spec is there", &there))
}

fn elsewhere(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let service = served.url.trim_start_matches("http://");
    let port = proxy::start(service).map_err(|error| error.to_string())?;
    let prefix = proxy::PREFIX;
    for page in [
        format!("http://press.test:{port}{prefix}/"),
        format!("http://localhost:{port}{prefix}/?a=b#c"),
    ] {
        let tab = Tab::open(browser, &page, 1280)?;
        tab.live()?;
        let shown = tab.value("document.querySelector('#keys dd code').textContent")?;
        let address =
            page.split_once(&format!("{prefix}/")).map(|(host, _)| format!("{host}{prefix}"));
        if shown.as_str() != address.as_deref() {
            return Err(format!("the address it shows is {shown}"));
        }
        let spec = card("App spec churn-model");
        tab.click(&button(&spec, "Deploy"))?;
        tab.until("it is deployed by way of the proxy", &format!("{spec}.innerText.includes('deployments') || document.body.innerText.includes('churn-model-')"))?;
        if tab
            .value("fetch(document.querySelector('nav a').href).then((answer) => answer.status)")?
            != 200
        {
            return Err("the link to the API leads nowhere".to_owned());
        }
    }
    let foreign = served.url.replace("127.0.0.1", "evil.test");
    let tab = Tab::open(browser, &foreign, 1280)?;
    tab.until(
        "another name is refused",
        "document.body?.innerText.includes('--allow-host evil.test')",
    )
}

fn text_alone(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tab = Tab::open(browser, &served.url, 1280)?;
    tab.live()?;
    let evil = "<img src=x onerror=alert(1)><script>alert(1)</script>";
    // Everything that somebody else can choose: paths, headers, bodies, names of faults and of scripts, notes.
    tab.value(&format!(
        "(async () => {{ const evil = {evil:?}; const token = document.querySelectorAll('#keys dd code')[1].textContent;
         const say = (path, body, headers) => fetch(path, {{ method: 'POST', headers, body: JSON.stringify(body) }});
         await say('v1/apps/specs/', {{ evil }}, {{ authorization: token, 'x-evil': evil, 'content-type': 'application/json' }});
         await fetch('v1/' + evil); await fetch('v1/apps/specs/?evil=' + evil);
         await say('_emulator/script', {{ name: evil, steps: ['fail:1'] }});
         await say('_emulator/fault', {{ rule: '*:header=x-evil:\"' + evil + '\"x1' }});
         const id = document.querySelector('#spec-list code').textContent;
         await say('v1/apps/deployments/', {{ metadata: {{ name: 'evil', title: evil, summary: evil }}, spec: {{ id }}, revision: {{ notes: evil }} }},
           {{ authorization: token, 'content-type': 'application/json' }}); }})()"
    ))?;
    tab.until(
        "all of it is shown",
        "document.querySelectorAll('#request-list details').length >= 4",
    )?;
    tab.value("document.querySelectorAll('details').forEach((one) => { one.open = true; })")?;
    tab.until("all of it is opened", "[...document.querySelectorAll('#request-list details')].every((one) => one.querySelector('pre'))")?;
    match tab.value("document.querySelectorAll('img, main script').length")? == 0
        && tab.value("document.body.innerText.includes('onerror=')")? == true
    {
        true => Ok(()),
        false => Err("it became a part of the page, or is not shown".to_owned()),
    }
}

fn gone_and_back(browser: &Browser, served: &mut Served) -> Result<(), String> {
    let tab = Tab::open(browser, &served.url, 1280)?;
    tab.live()?;
    served.stop();
    tab.click(&button(&by_id("advance"), "Settle"))?;
    tab.until(
        "it is said what may be wrong",
        "document.getElementById('wrong').innerText.includes('there was no answer')",
    )?;
    tab.until(
        "the page says that it is gone",
        "document.getElementById('live').textContent.includes('does not answer')",
    )?;
    served.start_again()?;
    tab.live()
}
