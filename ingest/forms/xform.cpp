#include "ingest/forms/xform.h"

#include "base/settings.h"
#include "base/text.h"
#include "ingest/forms/xform_reading.h"

#include <set>

namespace cityaudit::ingest {
namespace {

Error refusal(XmlFault fault, const FormLimits& limits) {
  switch (fault) {
    case XmlFault::too_large: return Error(ErrorKind::too_large, "form.too_large", {}, {{"limit_bytes", std::to_string(limits.bytes_max)}});
    case XmlFault::not_utf8: return Error(ErrorKind::invalid, "form.not_utf8");
    case XmlFault::dtd: return Error(ErrorKind::invalid, "form.dtd_refused");
    case XmlFault::too_deep: return Error(ErrorKind::invalid, "form.too_deep", {}, {{"limit", std::to_string(limits.depth_max)}});
    case XmlFault::too_many_nodes:
      return Error(ErrorKind::invalid, "form.too_many_nodes", {}, {{"limit", std::to_string(limits.nodes_max)}});
    case XmlFault::none:
    case XmlFault::malformed: break;
  }
  return Error(ErrorKind::invalid, "form.unreadable");
}

void report_texts(FormReading& reading) {
  for (const std::string& id : reading.texts.missing()) reading.fault(id, "form.text_missing", {{"text", id}});
  if (const std::string& language = reading.texts.language_twice(); !language.empty())
    reading.fault("itext", "form.language_twice", {{"language", language}});
}

void list_media_files(FormReading& reading) {
  std::set<std::string> files = reading.texts.media_files();
  for (const pugi::xml_node instance : reading.model.children("instance"))
    if (std::string file = media_file_name(instance.attribute("src").value()); !file.empty()) files.insert(std::move(file));
  reading.form.media_files.assign(files.begin(), files.end());
}

/// One fault is the error itself; several are listed under one.
Error error_of(std::vector<FieldError> faults) {
  Error error(ErrorKind::invalid, faults.size() == 1 ? faults.front().code : "form.faulty", {},
              faults.size() == 1 ? faults.front().arguments : std::vector<MessageArgument>{{"count", std::to_string(faults.size())}});
  error.fields = std::move(faults);
  return error;
}

}  // namespace

FormLimits FormLimits::from(const Settings& settings) {
  FormLimits limits;
  limits.bytes_max = settings.size("forms.xml_bytes_max");
  limits.depth_max = settings.size("forms.xml_depth_max");
  limits.nodes_max = settings.size("forms.xml_nodes_max");
  limits.faults_max = settings.size("forms.faults_max");
  return limits;
}

void FormReading::fault(std::string field, std::string code, std::vector<MessageArgument> arguments) {
  if (faults.size() < faults_max) faults.push_back({std::move(field), std::move(code), std::move(arguments)});
}

Result<FormDefinition> read_xform(std::string_view xml, const FormLimits& limits, const Taxonomy* themes) {
  XmlDocument document;
  const XmlFault fault = document.read(xml, {limits.bytes_max, limits.depth_max, limits.nodes_max});
  if (fault != XmlFault::none) return refusal(fault, limits);
  const pugi::xml_node html = document.root();
  if (const std::string prefix = canonicalise_names(html); !prefix.empty())
    return Error(ErrorKind::invalid, "form.prefix_undeclared", {}, {{"prefix", prefix}});
  const pugi::xml_node head = html.child("h:head");
  FormReading reading;
  reading.themes = themes;
  reading.faults_max = limits.faults_max;
  reading.model = head.child("model");
  if (std::string_view(html.name()) != "h:html" || !head) return Error(ErrorKind::invalid, "form.not_an_xform");
  if (!reading.model) return Error(ErrorKind::invalid, "form.no_model");

  reading.form.encrypted = !trim(reading.model.child("submission").attribute("base64RsaPublicKey").value()).empty();
  reading.texts.read(reading.model);
  reading.form.languages = reading.texts.languages();
  read_nodes(reading);
  if (!reading.form.nodes.empty()) {
    read_binds(reading);
    read_body(reading, html.child("h:body"));
    check_mapping(reading);
    read_instances(reading);
    read_logic(reading);
  }
  report_texts(reading);
  list_media_files(reading);
  reading.form.title = flat_text(head.child("h:title"));
  if (reading.form.title.empty()) reading.form.title = reading.form.form_id;
  if (!reading.faults.empty()) return error_of(std::move(reading.faults));
  return std::move(reading.form);
}

}  // namespace cityaudit::ingest
