// What a participant's link opens: the page, what it shows, and the code that enrols a phone. No account, no cookie.

#include "base/digest.h"
#include "base/text.h"
#include "server/openrosa/forms.h"
#include "server/routes/enrolment_code.h"
#include "server/routes/form_json.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/open_link.h"
#include "server/routes/pages.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

Result<ingest::Audit> audit_of_activity(Server& server, const ingest::Activity& activity) {
  CITYAUDIT_TRY(audit, server.domain.audits.find(activity.audit_slug));
  if (!audit) return Error(ErrorKind::not_found, "audit.unknown");
  return std::move(*audit);
}

/// What our own page does by itself with an answer: hides the code of a personal link, offers the last code again, tells a walk.
json::object known_roles(const ingest::CompiledForm& form) {
  json::object roles;
  for (const ingest::MappingItem& item : form.mapping.items()) {
    switch (item.role) {
      case ingest::Role::code:
      case ingest::Role::perspective:
      case ingest::Role::walk:
      case ingest::Role::stop:
      case ingest::Role::consent: roles[item.path] = ingest::to_word(item.role); break;
      default: break;
    }
  }
  return roles;
}

/// What of a photo's metadata is kept, by question: the page says so before the photo is taken.
json::object kept_parts(const ingest::CompiledForm& form) {
  json::object out;
  for (const ingest::Bind& bind : form.definition.binds)
    if (bind.mapping.keep.any()) out[bind.path] = origin_parts_json(bind.mapping.keep);
  return out;
}

/// The form and the files beside it, by addresses of this same server: the page may load from nowhere else.
json::object player_form(const ingest::IntakeActivity& intake, const std::string& openrosa_path) {
  const ingest::CompiledForm& form = *intake.form;
  const std::string path = openrosa_path + "/forms/" + to_string(form.uuid);
  json::array files;
  const auto add_file = [&](const std::string& name, const std::string& hash) {
    json::object file;
    file["name"] = name;
    file["url"] = path + "/media/" + openrosa::percent_encoded(name);
    file["md5"] = hash;
    files.push_back(std::move(file));
  };
  for (const ingest::FormFile& file : form.files) add_file(file.name, file.md5);
  for (const auto& [name, bytes] : intake.lists) add_file(name, to_hex(Bytes{md5(bytes_of(bytes))}));
  json::object out;
  out["id"] = form.definition.form_id;
  out["version"] = form.definition.version;
  out["title"] = form.definition.title;
  out["url"] = path + "/form.xml";
  out["md5"] = form.md5;
  out["files"] = std::move(files);
  out["roles"] = known_roles(form);
  out["keeps"] = kept_parts(form);
  return out;
}

json::value personal_code(const ingest::IntakeActivity& intake) {
  if (!intake.participation) return nullptr;
  return json::value(intake.participant_code);
}

/// Whether whoever comes by this link may get a code and a link of their own: "open", "full"; null where that is not the way.
Result<json::value> joining_state(Server& server, const ingest::IntakeActivity& intake) {
  if (intake.participation || intake.draft || activity_state(intake.activity, server.domain.clock.now()) != "open")
    return json::value(nullptr);
  const auto read = [&](store::Transaction& tx) -> Result<ingest::Places> { return server.domain.joining.places(tx, intake.activity); };
  CITYAUDIT_TRY(places, server.domain.database->read(read));
  if (places.most == 0) return json::value(nullptr);
  return json::value(places.left > 0 ? "open" : "full");
}

}  // namespace

Result<http::Response> participant_page(Server& server, http::Request& request, const Caller&) {
  // The page says by itself, in the person's language, what a link that leads nowhere means; the status says it to programs.
  const auto intake = find_open_link(server, request);
  if (!intake && intake.error().kind != ErrorKind::not_found) return intake.error();
  CITYAUDIT_TRY(shell, embedded_player(request, "participant.html"));
  if (intake || shell.status != 200) return std::move(shell);
  shell.status = status_of(intake.error(), Surface::page);
  return std::move(shell);
}

Result<http::Response> participant_activity(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, find_open_link(server, request));
  const ingest::Activity& activity = intake->activity;
  CITYAUDIT_TRY(audit, audit_of_activity(server, activity));
  const ingest::FormDefinition& form = intake->form->definition;
  json::array languages, unchecked;
  for (const ingest::FormLanguage& language : form.languages) {
    languages.emplace_back(language.code);
    if (!language.checked) unchecked.emplace_back(language.code);
  }
  const std::string token(request.parameter("token"));
  if (intake->participation) CITYAUDIT_CHECK(server.domain.personal_links.mark_opened(token));
  CITYAUDIT_TRY(joining, joining_state(server, *intake));
  const std::string openrosa_path = PublicAddress{}.openrosa(token, activity.audit_number);
  const Settings& settings = server.domain.settings;
  json::object answer{
      {"audit", {{"title", ingest::text_in(audit.title, request.language)}, {"city", audit.city}, {"demonstration", audit.demonstration}}},
      {"activity",
       {{"code", activity.code},
        {"instrument", activity.instrument},
        {"title", ingest::text_in(activity.title, request.language)},
        {"purpose", i18n(activity.purpose)},
        {"opens", time_or_null(activity.opens_at)},
        {"closes", time_or_null(activity.closes_at)},
        {"state", activity_state(activity, server.domain.clock.now())}}},
      {"form", player_form(*intake, openrosa_path)},
      {"draft", intake->draft.has_value()},
      {"personal_code", personal_code(*intake)},
      {"joining", joining},
      {"submission_url", openrosa_path + "/submission"},
      {"limits", {{"file_bytes", settings.integer("openrosa.file_bytes_max")}, {"xml_bytes", settings.integer("openrosa.xml_bytes_max")}}},
      {"openrosa_url", address_for(server, request).openrosa(token, audit.number)},
      {"collect_qr_url", "/p/" + token + "/collect.svg"},
      {"languages", std::move(languages)},
      {"unchecked_languages", std::move(unchecked)},
  };
  return json_answer(answer);
}

Result<http::Response> participant_collect_code(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, find_open_link(server, request));
  const std::string url = address_for(server, request).openrosa(request.parameter("token"), intake->activity.audit_number);
  CITYAUDIT_TRY(text, enrolment_text(url, ingest::text_in(intake->activity.title, request.language)));
  CITYAUDIT_TRY(svg, qr_svg(text));
  return http::text_response(200, "image/svg+xml", std::move(svg));
}

}  // namespace cityaudit::server::handlers
