#pragma once
// Where an XForm, as its author wrote it, keeps its texts. Names are compared without their prefixes, which differ from author to
// author. Included by the .cpp files of ingest/forms only; a document is for one thread.

#include "ingest/forms/xml.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityaudit::ingest {

/// What stands where a language has no text: XLSForm tools agree on it, and readers take it for missing.
inline constexpr std::string_view untranslated = "-";

/// What XLSForm tools call the language of texts of which nobody said in which they are.
inline constexpr std::string_view unnamed_language = "default";
inline bool is_unnamed_language(std::string_view name) { return name.empty() || name == unnamed_language; }

/// The first child element of that local name; null when there is none.
pugi::xml_node child_called(pugi::xml_node parent, std::string_view name);
pugi::xml_node model_of(const pugi::xml_document& document);
pugi::xml_node itext_of(const pugi::xml_document& document);
/// The root of what people fill in, "data".
pugi::xml_node primary_root(const pugi::xml_document& document);

/// The default one first.
std::vector<pugi::xml_node> translations_of(pugi::xml_node itext);
/// "Čeština (cs)", as the form writes it.
std::string language_of(pugi::xml_node translation);
/// Whether people may call a language so: one line of at most 100 bytes.
bool is_language_name(std::string_view name);
bool is_itext_text(pugi::xml_node node);

/// "f:" of f:model, "" of model: what an element beside it has to be called with.
std::string prefix_with_colon(pugi::xml_node like);

}  // namespace cityaudit::ingest
