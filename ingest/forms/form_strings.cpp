#include "ingest/forms/form_strings.h"

#include "base/text.h"
#include "ingest/forms/inline_texts.h"
#include "ingest/forms/itext_document.h"

#include <algorithm>
#include <sstream>

namespace cityaudit::ingest {
namespace {

/// The document as it is written, so that what is not edited stays: white space, comments, prefixes.
Result<> read(pugi::xml_document& document, std::string_view xml, const FormLimits& limits) {
  if (check_xml(xml, {limits.bytes_max, limits.depth_max, limits.nodes_max}) != XmlFault::none)
    return Error(ErrorKind::invalid, "form.unreadable");
  const unsigned flags = pugi::parse_default | pugi::parse_ws_pcdata | pugi::parse_comments | pugi::parse_pi | pugi::parse_declaration;
  if (!document.load_buffer(xml.data(), xml.size(), flags, pugi::encoding_utf8)) return Error(ErrorKind::invalid, "form.unreadable");
  return {};
}

/// The value that people read: the one without a form, else the long one; never a picture or a sound.
pugi::xml_node words_of(pugi::xml_node text) {
  pugi::xml_node best;
  for (const pugi::xml_node value : text.children()) {
    if (!is_element(value) || local_name(value.name()) != "value") continue;
    const std::string_view form = value.attribute("form").value();
    if (form.empty()) return value;
    if (form == "long" || (!best && form == "short")) best = value;
  }
  return best;
}

constexpr std::string_view hint_end = ":hint";
constexpr std::string_view guidance_end = ":guidance_hint";

/// Guidance is a second value of a question's hint: "/data/x:hint" holds the text called "/data/x:guidance_hint" here.
pugi::xml_node guidance_of(pugi::xml_node text) {
  if (!std::string_view(text.attribute("id").value()).ends_with(hint_end)) return {};
  return text.find_child([](pugi::xml_node value) {
    return is_element(value) && local_name(value.name()) == "value" && std::string_view(value.attribute("form").value()) == "guidance";
  });
}

std::string guidance_id(std::string_view hint_id) {
  return std::string(hint_id.substr(0, hint_id.size() - hint_end.size())) + std::string(guidance_end);
}

std::string text_of(pugi::xml_node value) {
  std::string out;
  for (const pugi::xml_node piece : value.children()) {
    if (piece.type() == pugi::node_pcdata || piece.type() == pugi::node_cdata) out += piece.value();
    if (!is_element(piece) || local_name(piece.name()) != "output") continue;
    const char* reference = piece.attribute("value") ? piece.attribute("value").value() : piece.attribute("ref").value();
    out += "${" + std::string(trim(reference)) + "}";
  }
  return std::string(trim(out));
}

void write_text(pugi::xml_node value, std::string_view text, const std::string& prefix) {
  while (value.first_child()) value.remove_child(value.first_child());
  while (!text.empty()) {
    const std::size_t open = text.find("${");
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) {
      value.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
      return;
    }
    if (open > 0) value.append_child(pugi::node_pcdata).set_value(std::string(text.substr(0, open)).c_str());
    pugi::xml_node output = value.append_child((prefix + "output").c_str());
    output.append_attribute("value").set_value((" " + std::string(trim(text.substr(open + 2, close - open - 2))) + " ").c_str());
    text.remove_prefix(close + 1);
  }
}

bool names_language(std::string_view code, const std::string& language) {
  return language == code || language.ends_with("(" + std::string(code) + ")");
}

/// A translation with every text of the first one; words empty, pictures and sounds shared.
void add_translation(pugi::xml_node itext, pugi::xml_node model, const std::string& language, const std::string& prefix) {
  pugi::xml_node added = itext.append_copy(model);
  added.remove_attribute("default");
  added.attribute("lang").set_value(language.c_str());
  for (const pugi::xml_node text : added.children())
    if (is_itext_text(text))
      for (pugi::xml_node value : {words_of(text), guidance_of(text)})
        if (value) write_text(value, untranslated, prefix);
}

/// The value that an edit speaks of, made where the text has none yet; null when the form has no such text.
class TextValues {
 public:
  TextValues(const std::vector<pugi::xml_node>& translations, std::string prefix) : prefix_(std::move(prefix)) {
    for (const pugi::xml_node translation : translations)
      for (const pugi::xml_node text : translation.children())
        if (is_itext_text(text)) texts_[{language_of(translation), text.attribute("id").value()}] = text;
  }

  pugi::xml_node find(const StringEdit& edit) const {
    if (const auto text = texts_.find({edit.language, edit.id}); text != texts_.end()) {
      const pugi::xml_node words = words_of(text->second);
      return words ? words : pugi::xml_node(text->second).prepend_child((prefix_ + "value").c_str());
    }
    if (!edit.id.ends_with(guidance_end)) return {};
    const std::string hint = edit.id.substr(0, edit.id.size() - guidance_end.size()) + std::string(hint_end);
    const auto text = texts_.find({edit.language, hint});
    return text == texts_.end() ? pugi::xml_node() : guidance_of(text->second);
  }

 private:
  std::string prefix_;
  std::map<std::pair<std::string, std::string>, pugi::xml_node> texts_;  // by language and id
};

}  // namespace

Result<FormStrings> read_strings(std::string_view xml, const FormLimits& limits) {
  pugi::xml_document document;
  CITYAUDIT_CHECK(read(document, xml, limits));
  FormStrings out;
  out.language_unnamed = has_unnamed_language(document);
  std::map<std::string, std::size_t> rows;
  const auto add = [&](std::string id, const std::string& language, pugi::xml_node value) {
    const auto [row, is_new] = rows.emplace(id, out.strings.size());
    if (is_new) out.strings.push_back({std::move(id), {}});
    const std::string words = text_of(value);
    out.strings[row->second].texts[language] = words == untranslated ? std::string() : words;
  };
  const std::string unchecked = primary_root(document).attribute("ca:unchecked").value();
  for (const pugi::xml_node translation : translations_of(itext_of(document))) {
    const std::string language = language_of(translation);
    out.languages.push_back(language);
    if (without_languages(unchecked, {language}) != without_languages(unchecked, {})) out.unchecked.push_back(language);
    for (const pugi::xml_node text : translation.children()) {
      if (!is_itext_text(text)) continue;
      const std::string id = text.attribute("id").value();
      if (const pugi::xml_node value = words_of(text)) add(id, language, value);
      if (const pugi::xml_node value = guidance_of(text)) add(guidance_id(id), language, value);
    }
  }
  return out;
}

std::string without_languages(std::string_view codes, const std::vector<std::string>& languages) {
  std::string out;
  for (const std::string_view code : words(codes)) {
    const auto named = [&](const std::string& language) { return names_language(code, language); };
    if (std::any_of(languages.begin(), languages.end(), named)) continue;
    out += (out.empty() ? "" : " ") + std::string(code);
  }
  return out;
}

Result<std::string> with_strings(std::string_view xml, const StringsChange& change, const FormLimits& limits) {
  pugi::xml_document document;
  CITYAUDIT_CHECK(read(document, xml, limits));
  if (!change.text_language.empty()) CITYAUDIT_CHECK(name_text_language(document, change.text_language));
  const pugi::xml_node itext = itext_of(document);
  auto translations = translations_of(itext);
  if (translations.empty()) return Error(ErrorKind::invalid, "form.no_itext");
  const std::string prefix = prefix_with_colon(translations.front());
  for (const std::string& language : change.new_languages) {
    const auto known = [&](pugi::xml_node one) { return language_of(one) == language; };
    if (!is_language_name(language) || std::any_of(translations.begin(), translations.end(), known))
      return Error(ErrorKind::invalid, "form.language_unusable", {}, {{"language", language}});
    add_translation(itext, translations.front(), language, prefix);
    translations = translations_of(itext);
  }
  const TextValues values(translations, prefix);
  for (const StringEdit& edit : change.edits) {
    const pugi::xml_node value = values.find(edit);
    if (!value) return Error(ErrorKind::invalid, "form.string_unknown", {}, {{"text", edit.id}, {"language", edit.language}});
    const std::string_view wanted = trim(edit.text);
    write_text(value, wanted.empty() ? untranslated : wanted, prefix);
  }
  if (pugi::xml_attribute unchecked = primary_root(document).attribute("ca:unchecked"))
    unchecked.set_value(without_languages(unchecked.value(), change.checked).c_str());
  std::ostringstream out;
  document.save(out, "", pugi::format_raw | (document.child("xml") ? 0u : static_cast<unsigned>(pugi::format_no_declaration)),
                pugi::encoding_utf8);
  return std::move(out).str();
}

}  // namespace cityaudit::ingest
