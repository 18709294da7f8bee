#include "ingest/forms/xform_texts.h"

#include "base/text.h"

#include <algorithm>

namespace cityaudit::ingest {
namespace {

void append_flat(std::string& out, pugi::xml_node element) {
  for (const pugi::xml_node piece : element.children()) {
    if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) {
      out += piece.value();
    } else if (is_element(piece) && local_name(piece.name()) == "output") {
      const char* reference = piece.attribute("value") ? piece.attribute("value").value() : piece.attribute("ref").value();
      const std::string_view path = trim(reference);
      const std::size_t slash = path.rfind('/');
      out += '[';
      out += local_name(slash == std::string_view::npos ? path : path.substr(slash + 1));
      out += ']';
    } else if (is_element(piece)) {
      append_flat(out, piece);
    }
  }
}

/// "id" of "jr:itext('id')"; nothing for other expressions, which only a running form can evaluate.
std::optional<std::string_view> itext_id(std::string_view expression) {
  expression = trim(expression);
  if (!expression.starts_with("jr:itext(") || !expression.ends_with(")")) return std::nullopt;
  expression.remove_prefix(9);
  expression.remove_suffix(1);
  expression = trim(expression);
  if (expression.size() < 2 || (expression.front() != '\'' && expression.front() != '"') || expression.back() != expression.front())
    return std::nullopt;
  return expression.substr(1, expression.size() - 2);
}

/// "cs" of "Čeština (cs)", else the name.
std::string language_code(std::string_view name) {
  const std::size_t open = name.rfind('(');
  if (open != std::string_view::npos && name.ends_with(")"))
    if (const std::string_view code = trim(name.substr(open + 1, name.size() - open - 2)); !code.empty()) return std::string(code);
  return std::string(name);
}

}  // namespace

std::string flat_text(pugi::xml_node element) {
  std::string out;
  append_flat(out, element);
  return std::string(trim(out));
}

std::string media_file_name(std::string_view address) {
  address = trim(address);
  if (!address.starts_with("jr://") || address.starts_with("jr://instance/")) return {};
  return std::string(address.substr(address.rfind('/') + 1));
}

void FormTexts::read(pugi::xml_node model) {
  std::vector<std::pair<pugi::xml_node, FormLanguage>> translations;
  for (const pugi::xml_node translation : model.child("itext").children("translation")) {
    const std::string name(trim(translation.attribute("lang").value()));
    translations.emplace_back(translation, FormLanguage{name, language_code(name)});
  }
  const auto is_default = [](const auto& translation) {
    return std::string_view(translation.first.attribute("default").value()).starts_with("true");
  };
  // The default language is read first, so that it stands first in every text.
  std::stable_partition(translations.begin(), translations.end(), is_default);
  for (const auto& [translation, language] : translations) {
    for (const FormLanguage& other : languages_)
      if (other.code == language.code) language_twice_ = language.name;
    languages_.push_back(language);
    read_translation(translation, language.code, translations.size() > 1);
  }
}

void FormTexts::read_translation(pugi::xml_node translation, const std::string& code, bool among_others) {
  for (const pugi::xml_node text : translation.children("text")) {
    LocalizedText& entry = texts_[text.attribute("id").value()];
    std::string best;
    for (const pugi::xml_node value : text.children("value")) {
      const std::string_view form = value.attribute("form").value();
      if (form.empty() || (best.empty() && (form == "long" || form == "short"))) {
        best = flat_text(value);
      } else if (std::string file = media_file_name(flat_text(value)); !file.empty()) {
        media_files_.insert(std::move(file));
      }
    }
    // XLSForm tools write a dash where a language has no text; the default language steps in.
    if (!best.empty() && !(among_others && best == "-")) entry.entries.push_back({code, std::move(best)});
  }
}

LocalizedText FormTexts::literal(std::string text) const {
  LocalizedText out;
  if (!text.empty()) out.entries.push_back({languages_.empty() ? std::string() : languages_.front().code, std::move(text)});
  return out;
}

LocalizedText FormTexts::of_element(pugi::xml_node element) {
  if (const pugi::xml_attribute reference = element.attribute("ref")) {
    if (const auto id = itext_id(reference.value())) return of_id(*id);
    return {};
  }
  return literal(flat_text(element));
}

LocalizedText FormTexts::of_attribute(std::string_view text) {
  if (const auto id = itext_id(text)) return of_id(*id);
  return literal(std::string(trim(text)));
}

LocalizedText FormTexts::of_id(std::string_view id) {
  const auto found = texts_.find(id);
  if (found != texts_.end()) return found->second;
  missing_.emplace(id);
  return {};
}

}  // namespace cityaudit::ingest
