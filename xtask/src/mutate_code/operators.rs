//! The slips that people make: a limit that is off by one, a condition turned round, one method for its opposite, an answer that is always the
//! same.
//!
//! Tables alone; where they apply is said in [`super::find`].

use syn::{BinOp, Expr, Pat, ReturnType};

/// Methods that are taken for each other.
pub(super) const METHODS: [(&str, &str); 12] = [
    ("all", "any"),
    ("checked_add", "checked_sub"),
    ("first", "last"),
    ("is_err", "is_ok"),
    ("is_none", "is_some"),
    ("max", "min"),
    ("max_by_key", "min_by_key"),
    ("pop_back", "pop_front"),
    ("push_back", "push_front"),
    ("saturating_add", "saturating_sub"),
    ("starts_with", "ends_with"),
    ("strip_prefix", "strip_suffix"),
];

/// Functions that only say how much room there should be: nobody can notice.
pub(super) const ROOM: [&str; 4] = ["reserve", "reserve_exact", "shrink_to_fit", "with_capacity"];

pub(super) fn only_room(expression: &Expr) -> bool {
    let name = match expression {
        Expr::MethodCall(call) => Some(call.method.to_string()),
        Expr::Call(call) => match &*call.func {
            Expr::Path(path) => path.path.segments.last().map(|last| last.ident.to_string()),
            _ => None,
        },
        _ => None,
    };
    name.is_some_and(|name| ROOM.contains(&name.as_str()))
}

/// The operators that stand for a slip of this one.
pub(super) fn others(operator: &BinOp) -> &'static [&'static str] {
    match operator {
        BinOp::Lt(_) => &["<=", ">="],
        BinOp::Le(_) => &["<", ">"],
        BinOp::Gt(_) => &[">=", "<="],
        BinOp::Ge(_) => &[">", "<"],
        BinOp::Eq(_) => &["!="],
        BinOp::Ne(_) => &["=="],
        BinOp::And(_) => &["||"],
        BinOp::Or(_) => &["&&"],
        BinOp::Add(_) => &["-"],
        BinOp::Sub(_) => &["+"],
        BinOp::Mul(_) | BinOp::Rem(_) => &["/"],
        BinOp::Div(_) => &["*"],
        BinOp::BitAnd(_) => &["|"],
        BinOp::BitOr(_) => &["&"],
        BinOp::Shl(_) => &[">>"],
        BinOp::Shr(_) => &["<<"],
        _ => &[],
    }
}

pub(super) fn assigns(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// The same answers always, by what a function gives back.
pub(super) fn answers(output: &ReturnType) -> &'static [&'static str] {
    let ReturnType::Type(_, kind) = output else { return &[] };
    let syn::Type::Path(path) = &**kind else { return &[] };
    let Some(last) = path.path.segments.last() else { return &[] };
    match last.ident.to_string().as_str() {
        "bool" => &["true", "false"],
        "Option" => &["None"],
        "String" => &["String::new()"],
        "Vec" => &["Vec::new()"],
        "u16" | "u32" | "u64" | "usize" => &["0"],
        "Duration" => &["std::time::Duration::ZERO"],
        "Result" => match &last.arguments {
            syn::PathArguments::None => &["Ok(())"],
            syn::PathArguments::AngleBracketed(of) => match of.args.first() {
                Some(syn::GenericArgument::Type(syn::Type::Tuple(unit)))
                    if unit.elems.is_empty() =>
                {
                    &["Ok(())"]
                }
                _ => &[],
            },
            syn::PathArguments::Parenthesized(_) => &[],
        },
        _ => &[],
    }
}

/// Whether an arm takes all that others leave.
pub(super) fn is_rest(pat: &Pat) -> bool {
    match pat {
        Pat::Wild(_) => true,
        // A name in small letters is bound, one in others is a constant or a variant.
        Pat::Ident(name) => {
            name.subpat.is_none() && name.ident.to_string().starts_with(char::is_lowercase)
        }
        _ => false,
    }
}
