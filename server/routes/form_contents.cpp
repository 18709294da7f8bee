// What is in a form: its XML and spreadsheet, files, texts in every language, what changed, its outline on paper.

#include "base/text.h"
#include "ingest/forms/sheet_texts.h"
#include "ingest/forms/workbook_write.h"
#include "server/blob_source.h"
#include "server/routes/form_json.h"
#include "server/routes/form_upload.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

constexpr std::string_view draft_word = "draft";  // in place of a version: no version of a form is called so

/// A version of the form in this audit, or its draft.
struct FormText {
  std::string xml, version, source_name;
  std::optional<Sha256> source;
  std::shared_ptr<const ingest::CompiledForm> form;
};

Result<FormText> text_of_version(Server& server, const ingest::Audit& audit, std::string_view form_id, std::string_view version) {
  Domain& domain = server.domain;
  if (version == draft_word) {
    CITYAUDIT_TRY(draft, domain.form_drafts.find(audit.id, form_id, true));
    CITYAUDIT_TRY(intake, domain.activities.find_by_token(domain.form_drafts.token(draft)));
    return FormText{draft.xml, draft.version, draft.source_name, draft.source, intake->form};
  }
  CITYAUDIT_TRY(release, domain.form_releases.find_version(audit.id, form_id, version));
  CITYAUDIT_TRY(xml, domain.forms.xml(release.id));
  CITYAUDIT_TRY(form, domain.forms.load(release.id));
  return FormText{std::move(xml), release.version, release.source_name, release.source, form};
}

Result<FormText> requested_text(Server& server, const http::Request& request, std::string_view version) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  return text_of_version(server, audit, request.parameter("form"), version);
}

/// Safe within a quoted string of a header.
std::string file_name(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, 100)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_' || c == '.';
    out += plain ? c : '_';
  }
  return out;
}

/// The draft's spreadsheet with the edited texts; nothing when it has none, or cannot say what the form says now.
Result<std::optional<Sha256>> edited_source(Server& server, const ingest::FormDraft& draft, const ingest::StringsChange& change) {
  if (!draft.source) return std::optional<Sha256>();
  const auto limits = ingest::WorkbookLimits::from(server.domain.settings);
  CITYAUDIT_TRY(bytes, store::read_all(*server.domain.blobs, *draft.source, static_cast<std::int64_t>(limits.file_bytes_max)));
  CITYAUDIT_TRY(workbook, ingest::read_workbook(bytes, limits));
  if (!ingest::put_sheet_texts(workbook, change)) return std::optional<Sha256>();
  std::string sheet;
  if (ingest::workbook_kind(bytes) == ingest::WorkbookKind::csv) {
    sheet = ingest::write_csv(workbook);
  } else {
    CITYAUDIT_TRY(written, ingest::write_xlsx(workbook));
    sheet = std::move(written);
  }
  CITYAUDIT_TRY(blob, store::write_all(*server.domain.blobs, sheet));
  return std::optional(blob);
}

struct StringsWanted {
  ingest::StringsChange change;
  std::optional<std::int64_t> revision;
};

std::vector<std::string> texts_in(const json::object& body, std::string_view key) {
  std::vector<std::string> out;
  if (const json::value* list = body.if_contains(key); list && list->is_array())
    for (const json::value& one : list->get_array())
      if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

Result<StringsWanted> strings_wanted(const http::Request& request) {
  CITYAUDIT_TRY(body, read_object(request));
  StringsWanted wanted;
  wanted.change.new_languages = texts_in(body, "add_languages");
  wanted.change.checked = texts_in(body, "checked");
  if (const json::value* language = body.if_contains("text_language"); language && language->is_string())
    wanted.change.text_language = std::string(trim(std::string_view(language->get_string())));
  if (const json::value* revision = body.if_contains("revision"); revision && revision->is_int64()) wanted.revision = revision->get_int64();
  const json::value* given = body.if_contains("edits");
  if (!given || !given->is_array()) return wanted;
  for (const json::value& edit : given->get_array()) {
    if (!edit.is_object()) continue;
    CITYAUDIT_TRY(texts, required_texts(edit.get_object(), {"id", "language"}));
    const json::value* text = edit.get_object().if_contains("text");
    wanted.change.edits.push_back({texts[0], texts[1], text && text->is_string() ? std::string(text->get_string()) : std::string()});
  }
  return wanted;
}

}  // namespace

Result<http::Response> get_form_xml(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(text, requested_text(server, request, request.parameter("version")));
  http::Response response = http::text_response(200, "text/xml; charset=utf-8", std::move(text.xml));
  response.set("Content-Disposition", "attachment; filename=\"" + file_name(request.parameter("form")) + ".xml\"");
  return http::with_etag(request, '"' + text.form->md5 + '"', std::move(response));
}

Result<http::Response> get_form_source(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(text, requested_text(server, request, request.parameter("version")));
  if (!text.source) return Error(ErrorKind::not_found, "form.source_none");
  CITYAUDIT_TRY(reader, server.domain.blobs->open(*text.source));
  http::Response response;
  const bool csv = text.source_name.ends_with(".csv");
  response.set("Content-Type", csv ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  response.set("Content-Disposition", "attachment; filename=\"" + file_name(request.parameter("form")) + (csv ? ".csv\"" : ".xlsx\""));
  response.body = std::make_shared<BlobSource>(std::move(reader));
  return http::with_etag(request, '"' + to_hex(*text.source) + '"', std::move(response));
}

Result<http::Response> get_form_changes(Server& server, http::Request& request, const Caller&) {
  Error faults(ErrorKind::invalid, "request.fields");
  for (const char* name : {"from", "to"})
    if (request.query_value(name).empty()) faults.fields.push_back({name, "field.missing", {}});
  if (!faults.fields.empty()) return faults;
  CITYAUDIT_TRY(before, requested_text(server, request, request.query_value("from")));
  CITYAUDIT_TRY(after, requested_text(server, request, request.query_value("to")));
  return json_answer(json::object{{"from", before.version},
                                  {"to", after.version},
                                  {"changes", to_json(ingest::compare_forms(before.form->definition, after.form->definition))}});
}

Result<http::Response> get_form_outline(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(text, requested_text(server, request, request.parameter("version")));
  const ingest::FormDefinition& form = text.form->definition;
  CITYAUDIT_TRY(outline, ingest::read_outline(text.xml, form, server.domain.forms.limits()));
  return json_answer(json::object{{"form_id", form.form_id},
                                  {"title", form.title},
                                  {"version", form.version},
                                  {"languages", languages_of(form)},
                                  {"items", to_json(outline, form)}});
}

Result<http::Response> get_form_strings(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(text, requested_text(server, request, request.parameter("version")));
  CITYAUDIT_TRY(strings, ingest::read_strings(text.xml, server.domain.forms.limits()));
  json::object out = to_json(strings);
  out["version"] = text.version;
  return json_answer(out);
}

Result<http::Response> put_form_strings(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_TRY(wanted, strings_wanted(request));
  ingest::FormDrafts& drafts = server.domain.form_drafts;
  const std::string_view form_id = request.parameter("form");
  CITYAUDIT_CHECK(drafts.start(audit, form_id, caller.actor()));
  CITYAUDIT_TRY(draft, drafts.find(audit.id, form_id, true));
  if (wanted.revision && *wanted.revision != draft.revision) return Error(ErrorKind::conflict, "form.draft_changed");
  CITYAUDIT_TRY(xml, ingest::with_strings(draft.xml, wanted.change, server.domain.forms.limits()));
  CITYAUDIT_TRY(source, edited_source(server, draft, wanted.change));
  ingest::NewDraft changed;
  changed.xml = xml;
  changed.source = source;
  if (source) changed.source_name = draft.source_name;
  changed.expected_form_id = draft.form_id;
  changed.expected_revision = draft.revision;
  changed.warnings = draft.warnings;
  changed.actor = caller.actor();
  CITYAUDIT_TRY(stored, drafts.put(audit, changed));
  return json_answer(json::object{{"revision", stored.revision}});
}

Result<http::Response> put_draft_file(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  const std::string_view name = request.parameter("name");
  CITYAUDIT_TRY(file, store_form_file(server, name, request.body, media_type_of(request, name)));
  CITYAUDIT_CHECK(server.domain.form_drafts.put_file(audit.id, request.parameter("form"), file, caller.actor()));
  return json_answer(to_json(file));
}

Result<http::Response> erase_draft_file(Server& server, http::Request& request, const Caller& caller) {
  CITYAUDIT_TRY(audit, audit_of(server, request));
  CITYAUDIT_CHECK(server.domain.form_drafts.erase_file(audit.id, request.parameter("form"), request.parameter("name"), caller.actor()));
  return no_content();
}

}  // namespace cityaudit::server::handlers
