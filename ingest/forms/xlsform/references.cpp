#include "ingest/forms/xlsform/references.h"

#include "base/text.h"
#include "ingest/forms/expressions/expression.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

constexpr std::string_view last_saved = "last-saved#";

/// "${name}" in a text.
struct SheetReference {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view name;
  bool last_saved = false;
};

/// The first well-formed reference at or after `from`.
std::optional<SheetReference> next_reference(std::string_view text, std::size_t from) {
  while ((from = text.find("${", from)) != std::string_view::npos) {
    const std::size_t close = text.find('}', from);
    if (close == std::string_view::npos) return std::nullopt;
    SheetReference reference{from, close + 1, trim(text.substr(from + 2, close - from - 2)), false};
    if (reference.name.starts_with(last_saved)) {
      reference.last_saved = true;
      reference.name.remove_prefix(last_saved.size());
    }
    if (is_xml_name(reference.name)) return reference;
    from += 2;
  }
  return std::nullopt;
}

/// Whether position `at` is inside […] of an expression that asks a secondary instance.
bool in_filter_of_list(std::string_view text, std::size_t at) {
  if (text.substr(0, at).find("instance(") == std::string_view::npos) return false;
  int depth = 0;
  for (const char c : text.substr(0, at)) depth += c == '[' ? 1 : c == ']' ? -1 : 0;
  return depth > 0;
}

/// indexed-repeat() wants the whole repeat: its arguments but the indexes are absolute. The number of the argument that holds
/// `at`, from 0; nothing outside.
std::optional<std::size_t> indexed_repeat_argument(std::string_view text, std::size_t at) {
  constexpr std::string_view call = "indexed-repeat(";
  for (std::size_t from = 0; (from = text.find(call, from)) != std::string_view::npos && from < at;) {
    from += call.size();
    int depth = 0;
    std::size_t argument = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
      if (i == at) return depth >= 0 ? std::optional(argument) : std::nullopt;
      if (text[i] == '(') ++depth;
      if (text[i] == ')' && --depth < 0) break;
      if (text[i] == ',' && depth == 0) ++argument;
    }
  }
  return std::nullopt;
}

/// Items above `item`, nearest first, without the root and without groups that are layout only.
std::vector<std::size_t> sections_above(const FormImport& import, std::size_t item) {
  std::vector<std::size_t> out;
  for (std::size_t above = import.items[item].parent; above != no_item && above != 0; above = import.items[above].parent)
    if (!import.items[above].flat) out.push_back(above);
  return out;
}

struct Ancestor {
  std::size_t item = no_item;
  std::size_t steps = 0;  // from the context up to it
};

Ancestor nearest_common(const FormImport& import, std::size_t context, std::size_t target, bool repeats_only) {
  const std::vector<std::size_t> above_target = sections_above(import, target);
  const std::vector<std::size_t> above = sections_above(import, context);
  for (std::size_t i = 0; i < above.size(); ++i) {
    if (repeats_only && import.items[above[i]].kind != SurveyItem::Kind::repeat) continue;
    if (std::find(above_target.begin(), above_target.end(), above[i]) != above_target.end()) return {above[i], i + 1};
  }
  return {};
}

bool is_in_repeat(const FormImport& import, std::size_t item) {
  for (const std::size_t above : sections_above(import, item))
    if (import.items[above].kind == SurveyItem::Kind::repeat) return true;
  return false;
}

std::size_t nearest_repeat(const FormImport& import, std::size_t item) {
  for (const std::size_t above : sections_above(import, item))
    if (import.items[above].kind == SurveyItem::Kind::repeat) return above;
  return no_item;
}

/// "../../group/name", or nothing where the two share no repeat.
std::optional<std::string> relative_path(const FormImport& import, std::size_t context, std::size_t target, ReferenceStyle style) {
  const Ancestor repeat = nearest_common(import, context, target, true);
  if (repeat.item == no_item) return std::nullopt;
  std::size_t steps = nearest_common(import, context, target, false).steps;
  std::string base = import.items[nearest_common(import, context, target, false).item].path;
  if (style.parent_repeat && repeat.item == nearest_repeat(import, target) &&
      (!is_in_repeat(import, repeat.item) || nearest_repeat(import, context) != repeat.item)) {
    steps = repeat.steps + 1;
    base = import.items[import.items[repeat.item].parent].path;
  }
  std::string path = style.current ? "current()/" : "";
  for (std::size_t i = 0; i < steps; ++i) path += i == 0 ? ".." : "/..";
  return path + import.items[target].path.substr(base.size());
}

std::string path_of(FormImport& import, std::string_view text, const SheetReference& reference, std::size_t context, const Place& place,
                    ReferenceStyle style) {
  const std::size_t target = find_item(import, reference.name, place);
  if (target == no_item) return std::string(reference.name);
  const std::string& path = import.items[target].path;
  if (reference.last_saved) return "instance('__last-saved')" + path;
  if (context == no_item) return path;
  if (const auto argument = indexed_repeat_argument(text, reference.begin))
    if (*argument == 0 || *argument == 1 || *argument == 3 || *argument == 5) return path;
  style.current = style.current || in_filter_of_list(text, reference.begin);
  return relative_path(import, context, target, style).value_or(path);
}

void check_unfinished(FormImport& import, std::string_view text, const Place& place) {
  for (std::size_t at = 0; (at = text.find("${", at)) != std::string_view::npos;) {
    const auto reference = next_reference(text, at);
    if (!reference || reference->begin != at) {
      import.notes.fault(place, "xlsform.reference_unreadable", {{"text", std::string(text.substr(at, 40))}});
      at += 2;
    } else {
      at = reference->end;
    }
  }
}

/// `write` says what stands for a reference; an empty text ends it all.
template <class Write>
std::string replaced(std::string_view text, const Write& write) {
  std::string out;
  std::size_t at = 0;
  while (const auto reference = next_reference(text, at)) {
    out += text.substr(at, reference->begin - at);
    const std::string path = write(*reference);
    if (path.empty()) return {};
    out += path;
    at = reference->end;
  }
  out += text.substr(at);
  return out;
}

}  // namespace

std::size_t find_item(FormImport& import, std::string_view name, const Place& place) {
  const auto [begin, end] = import.items_by_name.equal_range(name);
  if (begin == end) {
    std::vector<std::string> known;
    if (import.notes.listing())
      for (const auto& [other, index] : import.items_by_name) known.push_back(other);
    const std::string meant = nearest(name, known);
    if (meant.empty()) {
      import.notes.fault(place, "xlsform.reference_unknown", {{"name", std::string(name)}});
    } else {
      import.notes.fault(place, "xlsform.reference_unknown_near", {{"name", std::string(name)}, {"meant", meant}});
    }
    return no_item;
  }
  if (std::next(begin) != end) {
    import.notes.fault(place, "xlsform.reference_ambiguous",
                       {{"name", std::string(name)}, {"count", std::to_string(std::distance(begin, end))}});
    return no_item;
  }
  return begin->second;
}

std::optional<ExpressionFault> check_expression(std::string_view text) {
  // A path of the same length stands for each reference, so that positions are those of the sheet's text.
  std::string plain = replaced(text, [&](const SheetReference& reference) {
    std::string path = "../" + std::string(reference.last_saved ? "last-saved_" : "") + std::string(reference.name);
    path.resize(std::max(path.size(), reference.end - reference.begin), ' ');
    return path;
  });
  auto parsed = parse_expression(plain);
  if (parsed) return std::nullopt;
  const Error error = parsed.error();
  ExpressionFault fault{error.code, error.arguments};
  // What was found there is said as the sheet writes it.
  for (MessageArgument& argument : fault.arguments) {
    if (argument.name != "found" || !argument.value.starts_with("../")) continue;
    const std::string reference = "${" + argument.value.substr(3) + "}";
    if (text.find(reference) != std::string_view::npos) argument.value = reference;
  }
  return fault;
}

bool has_last_saved(std::string_view text) { return text.find("${last-saved#") != std::string_view::npos; }

std::string with_paths(FormImport& import, std::string_view text, std::size_t context, const Place& place, ReferenceStyle style) {
  if (!has_reference(text)) return std::string(text);
  check_unfinished(import, text, place);
  const std::string out = replaced(text, [&](const SheetReference& reference) {
    const std::string path = path_of(import, text, reference, context, place, style);
    return import.spend(path.size()) ? " " + path + " " : std::string();
  });
  return std::string(trim(out));
}

std::string expression_with_paths(FormImport& import, std::string_view text, std::size_t context, const Place& place,
                                  ReferenceStyle style) {
  if (const auto fault = check_expression(text)) {
    std::vector<MessageArgument> arguments = fault->arguments;
    arguments.push_back({"expression", std::string(text)});
    import.notes.fault(place, fault->code, std::move(arguments));
  }
  return with_paths(import, text, context, place, style);
}

std::string text_with_outputs(FormImport& import, std::string_view text, std::size_t context, const Place& place) {
  if (!has_reference(text)) return escape_xml_keeping_apostrophes(text);
  check_unfinished(import, text, place);
  std::string out;
  std::size_t at = 0;
  while (const auto reference = next_reference(text, at)) {
    out += escape_xml_keeping_apostrophes(text.substr(at, reference->begin - at));
    const std::string path = path_of(import, text, *reference, context, place, {});
    if (!import.spend(path.size() + 20)) return {};
    out += "<output value=\"" + escape_xml_keeping_apostrophes(path) + "\"/>";
    at = reference->end;
  }
  return out + escape_xml_keeping_apostrophes(text.substr(at));
}

}  // namespace cityaudit::ingest
