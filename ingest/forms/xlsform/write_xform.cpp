// The XForm of an import as a whole.

#include "base/text.h"
#include "ingest/forms/xlsform/itext.h"
#include "ingest/forms/xlsform/writing.h"

namespace cityaudit::ingest {

void XmlText::tag(std::string_view name, const Attributes& attributes) {
  out_.append(depth_ * 2, ' ');
  out_ += '<';
  out_ += name;
  for (const auto& [key, value] : attributes) {
    out_ += ' ';
    out_ += key;
    out_ += "=\"";
    out_ += escape_xml_keeping_apostrophes(value);
    out_ += '"';
  }
}

void XmlText::open(std::string_view name, const Attributes& attributes) {
  tag(name, attributes);
  out_ += ">\n";
  ++depth_;
}

void XmlText::close(std::string_view name) {
  --depth_;
  out_.append(depth_ * 2, ' ');
  out_ += "</";
  out_ += name;
  out_ += ">\n";
}

void XmlText::empty(std::string_view name, const Attributes& attributes) {
  tag(name, attributes);
  out_ += "/>\n";
}

void XmlText::element(std::string_view name, std::string_view content, const Attributes& attributes) {
  tag(name, attributes);
  out_ += '>';
  out_ += content;
  out_ += "</";
  out_ += name;
  out_ += ">\n";
}

namespace {

void write_submission(const FormSettings& settings, XmlText& xml) {
  XmlText::Attributes attributes;
  if (!settings.submission_url.empty()) {
    attributes.emplace_back("action", settings.submission_url);
    attributes.emplace_back("method", "post");
  }
  if (!settings.public_key.empty()) attributes.emplace_back("base64RsaPublicKey", settings.public_key);
  if (!settings.auto_send.empty()) attributes.emplace_back("orx:auto-send", settings.auto_send);
  if (!settings.auto_delete.empty()) attributes.emplace_back("orx:auto-delete", settings.auto_delete);
  if (settings.client_editable) attributes.emplace_back("odk:client-editable", "true");
  if (!attributes.empty()) xml.empty("submission", attributes);
}

}  // namespace

std::string write_xform(FormImport& import) {
  XmlText xml(0);
  xml.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  XmlText::Attributes namespaces{{"xmlns", "http://www.w3.org/2002/xforms"},        {"xmlns:h", "http://www.w3.org/1999/xhtml"},
                                 {"xmlns:ev", "http://www.w3.org/2001/xml-events"}, {"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
                                 {"xmlns:jr", "http://openrosa.org/javarosa"},      {"xmlns:orx", "http://openrosa.org/xforms"},
                                 {"xmlns:odk", "http://www.opendatakit.org/xforms"}};
  for (const auto& [prefix, uri] : import.settings.namespaces) namespaces.emplace_back("xmlns:" + prefix, uri);
  xml.open("h:html", namespaces);
  xml.open("h:head");
  xml.element("h:title", escape_xml_keeping_apostrophes(import.settings.title));
  xml.open("model", {{"odk:xforms-version", "1.0.0"}});
  write_submission(import.settings, xml);
  xml.raw(write_itext(import));
  write_instance(import, xml);
  write_secondary_instances(import, xml);
  write_binds(import, xml);
  xml.close("model");
  xml.close("h:head");
  write_body(import, xml);
  xml.close("h:html");
  return xml.take();
}

}  // namespace cityaudit::ingest
