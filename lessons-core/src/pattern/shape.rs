//! Whether two forms ask the same: a pattern that parses in several positions is one.

use super::form::{Form, FormId, Forms, Order};

/// The shape of the one element of what has no order: a table of one pair asks no more than the pair.
pub(super) fn only_child(forms: &Forms, root: FormId) -> Option<String> {
    match &forms.get(root).form {
        Form::Node { children, order: Order::Any, .. } => match children.as_slice() {
            [only] => Some(shape(forms, *only)),
            _ => None,
        },
        _ => None,
    }
}

/// A form in one line, equal for forms that ask the same.
pub(super) fn shape(forms: &Forms, id: FormId) -> String {
    let node = forms.get(id);
    let list = |ids: &[FormId]| ids.iter().map(|id| shape(forms, *id)).collect::<Vec<_>>().join(" ");
    match &node.form {
        Form::Hole(var) => format!("${var:?}"),
        Form::Gap(var) => format!("$$${var:?}"),
        Form::Leaf { kind, text, .. } => format!("{}:{text:?}", kind.0),
        Form::Node { kind, children, .. } => format!("({} {})", kind.0, list(children)),
        Form::Statement(inner) => format!("({};)", shape(forms, *inner)),
        Form::Statements(all) => format!("[{}]", list(all)),
        Form::Element(inner) => format!("(- {})", shape(forms, *inner)),
        Form::Members(all) => format!("{{{}}}", list(all)),
        Form::Path(path) => {
            let generics: Vec<_> = path.generics.iter().map(|(at, id)| (at, shape(forms, *id))).collect();
            format!("path {:?} {generics:?} {}", path.segments, path.global)
        }
        Form::MethodCall(call) => format!(
            "(call {} {:?} {:?} {})",
            shape(forms, call.receiver),
            call.name,
            call.turbofish.map(|id| shape(forms, id)),
            shape(forms, call.arguments)
        ),
        Form::Attributed { attributes, item } => format!("(# {} {})", list(attributes), shape(forms, *item)),
        Form::Below { keys, from_root, inner } => {
            format!("(below {from_root} {} {})", list(keys), shape(forms, *inner))
        }
        Form::Chain { base, var } => format!("(chain {} {var:?})", shape(forms, *base)),
        Form::AnyElse(var) => format!("else {var:?}"),
        Form::Name(name) => format!("name {name}"),
    }
}
