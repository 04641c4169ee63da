//! Finds the places where a small slip can be made, and says what the slip is.
//!
//! What is taken for what is said in [`super::operators`]; whether it compiles is the compiler's to say. Skipped is what only tests see, what
//! the compiler itself computes (`const`, patterns, types), what is inside of a macro call, `Debug`, and how much room is reserved.

use std::collections::BTreeMap;
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Arm, Attribute, BinOp, Block, Expr, Lit, Pat, Stmt, UnOp};

use super::operators::{METHODS, ROOM, answers, assigns, is_rest, only_room, others};

/// The function a mutant is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The crate, whose tests judge.
    pub package: &'static str,
    /// The module of the crate.
    pub module: &'static str,
    /// The file, from the root of the repository.
    pub file: String,
    /// The function, with the type it belongs to.
    pub function: String,
}

/// A small slip.
#[derive(Debug, Clone)]
pub(super) struct Mutant {
    /// Where.
    pub place: Place,
    /// The line, from 1.
    pub line: usize,
    /// What is different, told apart from the others of its function.
    pub edit: String,
    /// The bytes that are changed; empty for what is put in.
    pub range: Range<usize>,
    /// What becomes of them.
    pub how: How,
    /// The bytes of the function.
    pub within: Range<usize>,
}

/// What becomes of the bytes of a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum How {
    /// This expression in place of the one that is there.
    Instead(String),
    /// The statement is passed over.
    Without,
    /// The function answers with this at once.
    Answers(String),
    /// The arm whose pattern ends here is passed over.
    Never,
}

impl Mutant {
    /// What the mutant is called in lists, wherever its line moves to.
    pub(super) fn name(&self) -> String {
        format!("{} {}: {}", self.place.file, self.place.function, self.edit)
    }
}

impl std::fmt::Display for Mutant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Place { file, function, .. } = &self.place;
        write!(f, "{file}:{} {function}: {}", self.line, self.edit)
    }
}

/// The mutants of one file.
///
/// # Errors
/// When it is not Rust.
pub(super) fn mutants(place: &Place, text: &str) -> Result<Vec<Mutant>, String> {
    let file = syn::parse_file(text).map_err(|error| format!("{}: {error}", place.file))?;
    let mut finder =
        Finder { place: place.clone(), text, owner: None, within: None, found: Vec::new() };
    finder.visit_file(&file);
    let mut found = finder.found;
    number(&mut found);
    Ok(found)
}

/// Tells apart what is the same edit in the same function.
fn number(found: &mut [Mutant]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for mutant in found {
        let count = seen.entry(mutant.name()).or_default();
        *count += 1;
        if *count > 1 {
            mutant.edit = format!("{} (#{count})", mutant.edit);
        }
    }
}

struct Finder<'a> {
    place: Place,
    text: &'a str,
    /// The type whose `impl` is looked at.
    owner: Option<String>,
    /// The bytes of the function that is looked at; nothing is found outside of one.
    within: Option<Range<usize>>,
    found: Vec<Mutant>,
}

impl Finder<'_> {
    fn text(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    fn text_of(&self, node: &impl Spanned) -> String {
        self.text(range(node)).to_owned()
    }

    fn add(&mut self, range: Range<usize>, how: How, edit: String) {
        let Some(within) = self.within.clone() else { return };
        let line = self.text(0..range.start).matches('\n').count() + 1;
        self.found.push(Mutant { place: self.place.clone(), line, edit, range, how, within });
    }

    fn instead(&mut self, node: &impl Spanned, text: String) {
        let edit = format!("`{}` → `{}`", short(&self.text_of(node)), short(&text));
        self.add(range(node), How::Instead(text), edit);
    }

    /// The text of a node, with something else where one of its parts is.
    fn with(&self, node: &impl Spanned, part: &impl Spanned, text: &str) -> String {
        let (whole, part) = (range(node), range(part));
        format!("{}{text}{}", self.text(whole.start..part.start), self.text(part.end..whole.end))
    }

    fn function(&mut self, signature: &syn::Signature, block: &Block, whole: Range<usize>) {
        // What the compiler computes cannot be switched while the program runs.
        if signature.constness.is_some() {
            return;
        }
        let name = signature.ident.to_string();
        let name = self.owner.as_ref().map_or(name.clone(), |owner| format!("{owner}::{name}"));
        let function = std::mem::replace(&mut self.place.function, name);
        let within = self.within.replace(whole);
        let body = self.text_of(block);
        let start = range(block).start + 1;
        for answer in answers(&signature.output) {
            if body.trim_matches(['{', '}']).trim() != *answer {
                let edit = format!("answers `{answer}`");
                self.add(start..start, How::Answers((*answer).to_owned()), edit);
            }
        }
        self.visit_block(block);
        self.within = within;
        self.place.function = function;
    }

    /// A condition that no other operator turns round.
    fn condition(&mut self, condition: &Expr) {
        let plain = matches!(
            condition,
            Expr::Path(_) | Expr::Field(_) | Expr::Call(_) | Expr::MethodCall(_)
        );
        if plain {
            let text = format!("!{}", self.text_of(condition));
            self.instead(condition, text);
        }
    }

    /// The arm of a `match` that has another one for the rest.
    fn arm(&mut self, arm: &Arm, rest: &str) {
        if let Pat::Guard(guarded) = &arm.pat {
            let edit = format!("`if {}` → `if true`", short(&self.text_of(&guarded.guard)));
            self.add(range(&guarded.guard), How::Instead("true".to_owned()), edit);
            let edit = format!("`if {}` → `if false`", short(&self.text_of(&guarded.guard)));
            self.add(range(&guarded.guard), How::Instead("false".to_owned()), edit);
        } else if self.text_of(&arm.body) != rest {
            let end = range(&arm.pat).end;
            let edit = format!("without the arm `{}`", short(&self.text_of(&arm.pat)));
            self.add(end..end, How::Never, edit);
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_impl(&mut self, implementation: &'ast syn::ItemImpl) {
        let of = implementation.trait_.as_ref().and_then(|(path, ..)| path.segments.last());
        if is_test(&implementation.attrs) || of.is_some_and(|of| of.ident == "Debug") {
            return;
        }
        let owner = self.text_of(&implementation.self_ty);
        let owner = owner.split(['<', ' ']).next().unwrap_or_default().to_owned();
        let owner = self.owner.replace(owner);
        visit::visit_item_impl(self, implementation);
        self.owner = owner;
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        if !is_test(&function.attrs) {
            self.function(&function.sig, &function.block, range(function));
        }
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        if !is_test(&function.attrs) {
            self.function(&function.sig, &function.block, range(function));
        }
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        if let Some(block) = &function.default {
            self.function(&function.sig, block, range(function));
        }
    }

    // What the compiler computes, and what is no code.
    fn visit_item_const(&mut self, _: &'ast syn::ItemConst) {}
    fn visit_item_static(&mut self, _: &'ast syn::ItemStatic) {}
    fn visit_impl_item_const(&mut self, _: &'ast syn::ImplItemConst) {}
    fn visit_expr_const(&mut self, _: &'ast syn::ExprConst) {}
    fn visit_expr_repeat(&mut self, _: &'ast syn::ExprRepeat) {}
    fn visit_type(&mut self, _: &'ast syn::Type) {}
    fn visit_generics(&mut self, _: &'ast syn::Generics) {}
    fn visit_generic_argument(&mut self, _: &'ast syn::GenericArgument) {}
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_pat(&mut self, pat: &'ast Pat) {
        // The guard of an arm is code, all else of a pattern is not.
        if let Pat::Guard(guarded) = pat {
            self.visit_expr(&guarded.guard);
        }
    }

    fn visit_stmt(&mut self, statement: &'ast Stmt) {
        if let Stmt::Expr(expression, Some(_)) = statement {
            let told = matches!(
                expression,
                Expr::MethodCall(_)
                    | Expr::Call(_)
                    | Expr::Assign(_)
                    | Expr::Try(_)
                    | Expr::Await(_)
            );
            let told = told || matches!(expression, Expr::Binary(binary) if assigns(&binary.op));
            let leaves = matches!(expression, Expr::Return(_) | Expr::Continue(_));
            if self.text_of(statement).starts_with("#[cfg(test)]") {
                return;
            }
            if (told || leaves) && !only_room(expression) {
                let edit = format!("without `{}`", short(&self.text_of(statement)));
                self.add(range(statement), How::Without, edit);
            }
        }
        visit::visit_stmt(self, statement);
    }

    fn visit_expr_if(&mut self, expression: &'ast syn::ExprIf) {
        self.condition(&expression.cond);
        visit::visit_expr_if(self, expression);
    }

    fn visit_expr_while(&mut self, expression: &'ast syn::ExprWhile) {
        self.condition(&expression.cond);
        visit::visit_expr_while(self, expression);
    }

    fn visit_expr_match(&mut self, expression: &'ast syn::ExprMatch) {
        let rest = expression.arms.last().filter(|arm| is_rest(&arm.pat));
        let rest = rest.map(|arm| self.text_of(&arm.body));
        for (index, arm) in expression.arms.iter().enumerate() {
            match &rest {
                Some(rest) if index + 1 < expression.arms.len() => self.arm(arm, rest),
                _ => {}
            }
        }
        visit::visit_expr_match(self, expression);
    }

    fn visit_expr_binary(&mut self, expression: &'ast syn::ExprBinary) {
        // `let` is part of the condition it stands in, and cannot be taken apart from it.
        let chain = matches!(expression.op, BinOp::And(_)) && has_let(expression);
        for other in others(&expression.op) {
            if !chain && !assigns(&expression.op) {
                let text = self.with(expression, &expression.op, other);
                let operator = self.text_of(&expression.op);
                let whole = short(&self.text_of(expression));
                let edit = format!("`{operator}` → `{other}` in `{whole}`");
                self.add(range(expression), How::Instead(text), edit);
            }
        }
        visit::visit_expr_binary(self, expression);
    }

    fn visit_expr_unary(&mut self, expression: &'ast syn::ExprUnary) {
        if matches!(expression.op, UnOp::Not(_)) {
            let text = self.text_of(&expression.expr);
            self.instead(expression, text);
        }
        visit::visit_expr_unary(self, expression);
    }

    fn visit_expr_lit(&mut self, expression: &'ast syn::ExprLit) {
        match &expression.lit {
            Lit::Bool(value) => self.instead(expression, (!value.value).to_string()),
            Lit::Int(number) => {
                if let Ok(value) = number.base10_parse::<u64>() {
                    let next = value.saturating_add(1);
                    self.instead(expression, format!("{next}{}", number.suffix()));
                }
            }
            _ => {}
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        let other = METHODS.iter().find_map(|(one, other)| match name.as_str() {
            name if name == *one => Some(*other),
            name if name == *other => Some(*one),
            _ => None,
        });
        if let Some(other) = other {
            let text = self.with(call, &call.method, other);
            let whole = short(&self.text_of(call));
            let edit = format!("`{name}` → `{other}` in `{whole}`");
            self.add(range(call), How::Instead(text), edit);
        }
        self.visit_expr(&call.receiver);
        if !ROOM.contains(&name.as_str()) {
            call.args.iter().for_each(|argument| self.visit_expr(argument));
        }
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if !only_room(&Expr::Call(call.clone())) {
            visit::visit_expr_call(self, call);
        }
    }

    // Guards are looked at with their pattern, and nothing else in an arm is left out.
    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let Some(init) = &local.init {
            self.visit_expr(&init.expr);
            if let Some((_, diverge)) = &init.diverge {
                self.visit_expr(diverge);
            }
        }
    }
}

fn has_let(expression: &syn::ExprBinary) -> bool {
    [&expression.left, &expression.right].into_iter().any(|side| match &**side {
        Expr::Let(_) => true,
        Expr::Binary(inner) => has_let(inner),
        _ => false,
    })
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) if list.path.is_ident("cfg") => {
            list.tokens.to_string().split(|c: char| !c.is_alphanumeric()).any(|word| word == "test")
        }
        meta => meta.path().segments.last().is_some_and(|last| last.ident == "test"),
    })
}

/// The bytes of a node. Its first and last tokens are asked: on this side of the compiler a span may be of its first token alone.
fn range(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}

/// A text on one line, of a width that can be read.
fn short(text: &str) -> String {
    const MOST: usize = 70;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        None => line,
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
    }
}
