//! The outlet, channel and addressee of attributions that are given.

mod given;

use given::resolved;
use inquit::Channel;

/// Checks outlet, channel and addressee of all attributions, "-" for none, "+" before an inherited outlet.
fn check(marked: &str, expected: &[[&str; 3]]) {
    let (text, found) = resolved(marked);
    let all: Vec<[String; 3]> = found
        .iter()
        .map(|one| {
            let outlet = one.outlet.as_ref().map_or("-".to_owned(), |outlet| {
                format!("{}{}", if outlet.inherited { "+" } else { "" }, outlet.name)
            });
            let channel = one.channel.map_or("-", Channel::name).to_owned();
            [outlet, channel, one.addressee.clone().unwrap_or_else(|| "-".to_owned())]
        })
        .collect();
    assert_eq!(all, expected, "{text}");
}

#[test]
fn told_an_outlet() {
    check("{1\"No,\"} [1Ana Lima] <1told> Reuters.", &[["Reuters", "-", "-"]]);
    check("[1Ana Lima] <1told> the Radio Times {1no}.", &[["Radio Times", "-", "-"]]);
    check("[1Ana Lima] <1told> The Hill {1she knew every hill}.", &[["The Hill", "-", "-"]]);
    check("[1Ana Lima] <1told> CNN's Bo Reed {1no}.", &[["CNN", "-", "Bo Reed"]]);
    check("[1Ana Lima] <1told> Bo Reed of Sky News {1no}.", &[["Sky News", "-", "Bo Reed"]]);
    check("[1Ana Lima] <1told> the Northport Gazette {1no}.", &[["Northport Gazette", "-", "-"]]);
}

#[test]
fn told_somebody_else() {
    check("{1\"Not yet,\"} [1she] <1told> the mirror.", &[["-", "-", "the mirror"]]);
    check("{1\"No,\"} [1Ana Lima] <1told> reporters on Friday.", &[["-", "-", "reporters"]]);
    check("{1\"No,\"} [1Ana Lima] <1told> the inquiry.", &[["-", "testimony", "the inquiry"]]);
    check("{1\"It hit the post,\"} [1Ana Lima] <1said>.", &[["-", "-", "-"]]);
}

#[test]
fn interviews_and_programmes() {
    check("In an interview with Vogue, [1Ana Lima] <1said> {1no}.", &[["Vogue", "interview", "-"]]);
    check(
        "{1\"No,\"} [1Ana Lima] <1said> on NBC's \"Meet the Press\".",
        &[["Meet the Press", "broadcast", "-"]],
    );
    check("[1Ana Lima] <1wrote> in The Atlantic {1that it was so}.", &[["The Atlantic", "-", "-"]]);
}

#[test]
fn outlets_that_speak() {
    check("{1A sequel is coming}, [1Deadline] <1has learned>.", &[["Deadline", "-", "-"]]);
    check("The Times <1quoted> [1Ana Lima] as saying {1no}.", &[["The Times", "-", "-"]]);
    check(
        "The Irish Times has the minutes. [1The paper] <1said> {1the crane was bought}.",
        &[["+The Irish Times", "-", "-"]],
    );
}

#[test]
fn an_exchange_goes_on_and_ends() {
    check(
        "[1Ana Lima] <1told> Collider {1it was over}. {2\"It is,\"} [2she] <2said>.\n\n{3\"Really,\"} [3Lima] <3added>.",
        &[["Collider", "-", "-"], ["+Collider", "-", "-"], ["+Collider", "-", "-"]],
    );
    check(
        "[1Ana Lima] <1told> Collider {1it was over}. At a press conference on Friday [2she] <2said>: {2\"It is not.\"}",
        &[["Collider", "-", "-"], ["-", "press conference", "-"]],
    );
    check(
        "[1Ana Lima] <1told> Collider {1it was over}. {2\"No,\"} [2Bo Reed] <2said>.",
        &[["Collider", "-", "-"], ["-", "-", "-"]],
    );
}

#[test]
fn channels() {
    check("[1Ana Lima] <1said> in a statement {1that it was over}.", &[["-", "statement", "-"]]);
    check("The firm <1issued> a statement {1saying it was over}.", &[["-", "statement", "-"]]);
    check("[1Ana Lima] <1wrote> on X {1that it was over}.", &[["-", "post", "-"]]);
    check("[1Ana Lima] <1tweeted> {1that it was over}.", &[["-", "post", "-"]]);
    check("{1Most agree}, <1according to> [1a poll].", &[["-", "poll", "-"]]);
    check("[1Ana Lima] <1told> a rally in Ohio {1that it was over}.", &[["-", "rally", "a rally"]]);
}
