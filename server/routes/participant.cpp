// What a participant's link opens: the page, what it shows, and the code that enrols a phone. No account, no cookie.

#include "server/routes/enrolment_code.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/pages.h"

namespace cityaudit::server::handlers {
namespace {

namespace json = boost::json;

using Intake = std::shared_ptr<const ingest::IntakeActivity>;

/// A replaced poster opens no page; phones that were enrolled with it go on over OpenRosa.
Result<Intake> find_open_link(Server& server, const http::Request& request) {
  CITYAUDIT_TRY(intake, server.domain.activities.find_by_token(request.parameter("token")));
  if (intake->revoked) return Error(ErrorKind::not_found, "link.revoked");
  return std::move(intake);
}

Result<ingest::Audit> audit_of_activity(Server& server, const ingest::Activity& activity) {
  CITYAUDIT_TRY(audit, server.domain.audits.find(activity.audit_slug));
  if (!audit) return Error(ErrorKind::not_found, "audit.unknown");
  return std::move(*audit);
}

}  // namespace

Result<http::Response> participant_page(Server& server, http::Request& request, const Caller&) {
  // The page says by itself, in the person's language, what a link that leads nowhere means; the status says it to programs.
  const auto intake = find_open_link(server, request);
  if (!intake && intake.error().kind != ErrorKind::not_found) return intake.error();
  CITYAUDIT_TRY(shell, embedded_shell(request, "participant.html"));
  if (intake || shell.status != 200) return std::move(shell);
  shell.status = status_of(intake.error(), Surface::page);
  return std::move(shell);
}

Result<http::Response> participant_activity(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, find_open_link(server, request));
  const ingest::Activity& activity = intake->activity;
  CITYAUDIT_TRY(audit, audit_of_activity(server, activity));
  const ingest::FormDefinition& form = intake->form->definition;
  json::array languages;
  for (const ingest::FormLanguage& language : form.languages) languages.emplace_back(language.code);
  const std::string token(request.parameter("token"));
  return json_answer(json::object{
      {"audit", {{"title", ingest::text_in(audit.title, request.language)}, {"city", audit.city}, {"demonstration", audit.demonstration}}},
      {"activity",
       {{"code", activity.code},
        {"instrument", activity.instrument},
        {"title", ingest::text_in(activity.title, request.language)},
        {"purpose", i18n(activity.purpose)},
        {"opens", time_or_null(activity.opens_at)},
        {"closes", time_or_null(activity.closes_at)},
        {"state", activity_state(activity, server.domain.clock.now())}}},
      {"form", {{"id", form.form_id}, {"version", form.version}, {"title", form.title}}},
      {"openrosa_url", address_for(server, request).openrosa(token, audit.number)},
      {"collect_qr_url", "/p/" + token + "/collect.svg"},
      {"languages", std::move(languages)},
  });
}

Result<http::Response> participant_collect_code(Server& server, http::Request& request, const Caller&) {
  CITYAUDIT_TRY(intake, find_open_link(server, request));
  const std::string url = address_for(server, request).openrosa(request.parameter("token"), intake->activity.audit_number);
  CITYAUDIT_TRY(text, enrolment_text(url, ingest::text_in(intake->activity.title, request.language)));
  CITYAUDIT_TRY(svg, qr_svg(text));
  return http::text_response(200, "image/svg+xml", std::move(svg));
}

}  // namespace cityaudit::server::handlers
