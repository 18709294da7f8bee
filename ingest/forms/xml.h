#pragma once
// XML from strangers, read with pugixml inside limits that are checked before it allocates. Included by the .cpp files of
// ingest/forms only. A document is for one thread.

#include <cstddef>
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>

namespace cityaudit::ingest {

struct XmlLimits {
  std::size_t bytes_max = 0;
  std::size_t depth_max = 0;
  std::size_t nodes_max = 0;  // elements and attributes
};

enum class XmlFault { none, too_large, not_utf8, dtd, too_deep, too_many_nodes, malformed };

/// Whether `xml` is one well-nested element tree within the limits, UTF-8, without a document type declaration.
XmlFault check_xml(std::string_view xml, const XmlLimits& limits);

/// A parsed document and the buffer its strings stand in. Texts and attribute values hold valid UTF-8 and no control
/// characters but tab and line ends: others become spaces, references to them vanish, and surrogate pairs written as two
/// references (older phones do that to emoji) become the character that was meant.
class XmlDocument {
 public:
  XmlFault read(std::string_view xml, const XmlLimits& limits);
  pugi::xml_node root() const { return document_.document_element(); }

 private:
  std::unique_ptr<char[]> buffer_;
  pugi::xml_document document_;
};

/// "orx:meta" -> "meta"
std::string_view local_name(std::string_view name);
/// "orx:meta" -> "orx", "meta" -> ""
std::string_view prefix_of(std::string_view name);
/// The namespace a prefix ("" = default) is bound to at `node`, looked up through its ancestors; empty when it is not.
std::string_view namespace_of_prefix(pugi::xml_node node, std::string_view prefix);

inline bool is_element(pugi::xml_node node) { return node.type() == pugi::node_element; }

/// Renames every element and attribute of a form to the prefixes this code knows, whichever the document uses: none for XForms,
/// h (XHTML), jr (JavaRosa), orx (OpenRosa), odk, ca (cityaudit), xsd; anything else becomes "other:". Returns the first prefix
/// that nothing declares; empty when all are declared.
std::string canonicalise_names(pugi::xml_node root);

}  // namespace cityaudit::ingest
