// The whole HTTP surface of the server, one row a route.

#include "server/routes/route_table.h"

#include "server/central/handlers.h"
#include "server/openrosa/forms.h"
#include "server/openrosa/submission.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/routes/scopes.h"
#include "server/tus/uploads.h"

namespace cityaudit::server {
namespace {

using handlers::api;
using handlers::page;
using http::Method;
using http::Pool;
using ingest::Capability;
using scopes::by_number;
using scopes::by_photo;
using scopes::by_slug;
using scopes::by_submission;

constexpr std::size_t small_body = 4096;
constexpr std::size_t small_list_body = 32'768;  // 500 instanceIDs
constexpr std::size_t wording_body = 65'536;
constexpr std::size_t words_body = 32'768;    // a reason, a comment
constexpr std::size_t many_body = 65'536;     // two hundred ids and a reason
constexpr std::size_t covers_body = 131'072;  // 5,000 points
constexpr std::size_t join_body = 8192;       // a hundred instanceIDs
constexpr std::size_t links_body = 16'384;    // two hundred participants
constexpr std::size_t identity_body = 16'384;
constexpr std::size_t theme_body = 32'768;  // names in forty languages

/// Who gets in. Staff rows name an audit by one of server/routes/scopes.h, unless they are about the whole server.
constexpr Gate anyone{Access::anyone};
constexpr Gate by_link{Access::link};
constexpr Gate signed_in{Access::staff};
constexpr Gate members(Scope scope) { return {Access::staff, scope}; }
constexpr Gate facilitators(Scope scope) { return {Access::facilitator, scope}; }
constexpr Gate admins{Access::admin};
constexpr Gate admins_of(Scope scope) { return {Access::admin, scope}; }
constexpr Gate whoever_may(Capability capability, Scope scope) { return {Access::staff, scope, capability}; }

constexpr Route get(std::string_view pattern, Gate gate, Surface surface, Pool pool, Handler handle) {
  return {Method::get, pattern, 0, {}, gate, surface, pool, handle, nullptr};
}

/// What changes something in /api. On the intake pool: it waits for a commit, or for a password to be hashed.
constexpr Route change(Method method, std::string_view pattern, std::size_t body_bytes_max, Gate gate, Handler handle) {
  return {method, pattern, body_bytes_max, {}, gate, Surface::api, Pool::intake, handle, nullptr};
}

/// The same for what may be larger: its limit is a setting, and the caller is known before the body is taken.
constexpr Route upload(Method method, std::string_view pattern, std::string_view body_setting, Gate gate, Surface surface, Handler handle) {
  return {method, pattern, 0, body_setting, gate, surface, Pool::intake, handle, nullptr};
}

constexpr Route central_get(std::string_view pattern, Gate gate, Handler handle) {
  return get(pattern, gate, Surface::central, Pool::read, handle);
}

constexpr Route central_change(Method method, std::string_view pattern, Gate gate, Handler handle) {
  return {method, pattern, small_body, {}, gate, Surface::central, Pool::intake, handle, nullptr};
}

constexpr Route openrosa_get(std::string_view pattern, Handler handle) {
  return get(pattern, by_link, Surface::openrosa, Pool::read, handle);
}

constexpr Route table[] = {
    // ODK Collect, Enketo and other OpenRosa clients: the token in the path is all they need.
    openrosa_get("/v1/key/{token}/projects/{number}/formList", openrosa::form_list),
    openrosa_get("/v1/key/{token}/projects/{number}/forms/{form}/form.xml", openrosa::form_xml),
    openrosa_get("/v1/key/{token}/projects/{number}/forms/{form}/manifest.xml", openrosa::manifest),
    openrosa_get("/v1/key/{token}/projects/{number}/forms/{form}/media/{name}", openrosa::media_file),
    openrosa_get("/v1/key/{token}/projects/{number}/submission", openrosa::submission_head),
    {Method::post, "/v1/key/{token}/projects/{number}/submission", 0, "openrosa.accept_bytes", by_link, Surface::openrosa, Pool::intake,
     nullptr, openrosa::submission_begin},

    // Signing in and out.
    get("/api/session", signed_in, Surface::api, Pool::read, api<handlers::get_session>),
    change(Method::post, "/api/session", small_body, anyone, api<handlers::sign_in>),
    change(Method::del, "/api/session", 0, signed_in, api<handlers::sign_out>),
    change(Method::post, "/api/session/link", small_body, anyone, api<handlers::sign_in_by_link>),
    change(Method::post, "/api/invitation/look", small_body, anyone, api<handlers::look_at_invitation>),
    change(Method::post, "/api/invitation", small_body, anyone, api<handlers::accept_invitation>),

    // One's own account.
    get("/api/account", signed_in, Surface::api, Pool::read, api<handlers::get_account>),
    change(Method::put, "/api/account/name", small_body, signed_in, api<handlers::set_name>),
    change(Method::put, "/api/account/password", small_body, signed_in, api<handlers::set_password>),
    change(Method::post, "/api/account/two-step", small_body, signed_in, api<handlers::begin_two_step>),
    change(Method::put, "/api/account/two-step", small_body, signed_in, api<handlers::confirm_two_step>),
    change(Method::post, "/api/account/two-step/end", small_body, signed_in, api<handlers::end_two_step>),
    change(Method::del, "/api/account/sessions/{id}", 0, signed_in, api<handlers::end_session>),
    change(Method::post, "/api/account/sign-out-everywhere", 0, signed_in, api<handlers::sign_out_everywhere>),

    // Who works on an audit.
    get("/api/audits/{slug}/team", members(by_slug), Surface::api, Pool::read, api<handlers::get_team>),
    change(Method::post, "/api/audits/{slug}/team", small_body, admins_of(by_slug), api<handlers::invite_member>),
    change(Method::put, "/api/audits/{slug}/team/{account}", small_body, admins_of(by_slug), api<handlers::set_member>),
    change(Method::del, "/api/audits/{slug}/team/{account}", 0, admins_of(by_slug), api<handlers::remove_member>),
    change(Method::post, "/api/accounts/{account}/invitation", 0, admins, api<handlers::renew_invitation>),
    change(Method::put, "/api/accounts/{account}/state", small_body, admins, api<handlers::set_account_state>),
    change(Method::del, "/api/accounts/{account}/two-step", 0, admins, api<handlers::reset_two_step>),

    // What staff read.
    get("/api/audits", signed_in, Surface::api, Pool::read, api<handlers::list_audits>),
    get("/api/audits/{slug}", members(by_slug), Surface::api, Pool::read, api<handlers::get_audit>),
    get("/api/audits/{slug}/submissions", members(by_slug), Surface::api, Pool::read, api<handlers::list_submissions>),
    get("/api/audits/{slug}/submissions/places", members(by_slug), Surface::api, Pool::read, api<handlers::list_submission_places>),
    get("/api/audits/{slug}/submissions/choices", members(by_slug), Surface::api, Pool::read, api<handlers::list_submission_choices>),
    get("/api/audits/{slug}/trail", facilitators(by_slug), Surface::api, Pool::read, api<handlers::get_trail>),
    get("/api/audits/{slug}/trail/check", facilitators(by_slug), Surface::api, Pool::read, api<handlers::check_trail>),
    get("/api/submissions/{id}", members(by_submission), Surface::api, Pool::read, api<handlers::get_submission>),
    get("/api/photos/{id}/thumbnail", members(by_photo), Surface::api, Pool::read, api<handlers::get_thumbnail>),
    get("/api/photos/{id}/preview", members(by_photo), Surface::api, Pool::read, api<handlers::get_preview>),
    get("/api/photos/{id}/veil", members(by_photo), Surface::api, Pool::read, api<handlers::get_veil>),
    get("/api/audits/{slug}/matrix", members(by_slug), Surface::api, Pool::read, api<handlers::get_matrix>),
    get("/api/audits/{slug}/matrix/{theme}/{area}", members(by_slug), Surface::api, Pool::read, api<handlers::get_cell>),
    get("/api/audits/{slug}/findings", members(by_slug), Surface::api, Pool::read, api<handlers::get_findings>),
    get("/api/events", signed_in, Surface::api, Pool::read, api<handlers::get_events>),

    // Deciding about submissions.
    change(Method::post, "/api/audits/{slug}/review", many_body, whoever_may(Capability::review, by_slug), api<handlers::review_many>),
    change(Method::post, "/api/audits/{slug}/review/undo", small_body, whoever_may(Capability::review, by_slug),
           api<handlers::undo_review>),
    get("/api/audits/{slug}/reviewers", members(by_slug), Surface::api, Pool::read, api<handlers::list_reviewers>),
    get("/api/audits/{slug}/urgent", members(by_slug), Surface::api, Pool::read, api<handlers::get_urgent>),
    change(Method::put, "/api/audits/{slug}/urgent/contact", small_body, facilitators(by_slug), api<handlers::set_urgent_contact>),
    change(Method::post, "/api/submissions/{id}/review", words_body, whoever_may(Capability::review, by_submission),
           api<handlers::review_one>),
    change(Method::post, "/api/submissions/{id}/comments", words_body, members(by_submission), api<handlers::add_comment>),
    change(Method::del, "/api/submissions/{id}/comments/{comment}", 0, members(by_submission), api<handlers::erase_comment>),
    change(Method::post, "/api/submissions/{id}/corrections", words_body, whoever_may(Capability::review, by_submission),
           api<handlers::add_correction>),
    change(Method::post, "/api/submissions/{id}/corrections/{correction}/undo", small_body, whoever_may(Capability::review, by_submission),
           api<handlers::undo_correction>),
    change(Method::post, "/api/submissions/{id}/covers", small_body, whoever_may(Capability::review, by_submission),
           api<handlers::cover_words>),
    change(Method::del, "/api/submissions/{id}/covers/{cover}", 0, whoever_may(Capability::review, by_submission),
           api<handlers::uncover_words>),
    change(Method::post, "/api/submissions/{id}/unsealed", words_body, whoever_may(Capability::see_identity, by_submission),
           api<handlers::unseal_words>),
    get("/api/submissions/{id}/message", whoever_may(Capability::review, by_submission), Surface::api, Pool::read,
        api<handlers::get_return_message>),

    // Photos that may show people: what nobody has cleared is for those who clear.
    get("/api/audits/{slug}/photos", members(by_slug), Surface::api, Pool::read, api<handlers::list_photos>),
    get("/api/photos/{id}", whoever_may(Capability::review, by_photo), Surface::api, Pool::read, api<handlers::get_photo>),
    get("/api/photos/{id}/uncleared", whoever_may(Capability::review, by_photo), Surface::api, Pool::read, api<handlers::get_uncleared>),
    change(Method::put, "/api/photos/{id}/covers", covers_body, whoever_may(Capability::review, by_photo), api<handlers::put_covers>),
    change(Method::put, "/api/photos/{id}/clearance", small_body, whoever_may(Capability::review, by_photo), api<handlers::clear_photo>),
    change(Method::del, "/api/photos/{id}/clearance", 0, whoever_may(Capability::review, by_photo), api<handlers::veil_photo>),
    change(Method::post, "/api/photos/{id}/erasure", small_body, whoever_may(Capability::erase, by_photo), api<handlers::erase_photo>),
    {Method::post,
     "/api/photos/{id}/unsealed",
     small_body,
     {},
     whoever_may(Capability::see_identity, by_photo),
     Surface::api,
     Pool::read,  // it waits for a media worker
     api<handlers::unseal_photo>,
     nullptr},
    change(Method::post, "/api/photos/{id}/origin", small_body, whoever_may(Capability::see_identity, by_photo),
           api<handlers::unseal_origin>),

    // What people agreed to, and taking it back.
    get("/api/audits/{slug}/consent/texts", members(by_slug), Surface::api, Pool::intake, api<handlers::list_consent_texts>),
    change(Method::post, "/api/audits/{slug}/consent/texts", wording_body, facilitators(by_slug), api<handlers::add_consent_text>),
    change(Method::post, "/api/audits/{slug}/consent/texts/{text}/check", small_body, facilitators(by_slug),
           api<handlers::check_consent_text>),
    get("/api/audits/{slug}/consent/problems", members(by_slug), Surface::api, Pool::read, api<handlers::list_consent_problems>),
    get("/api/submissions/{id}/consents", members(by_submission), Surface::api, Pool::read, api<handlers::get_consents>),
    upload(Method::post, "/api/submissions/{id}/consents", "people.paper_bytes_max", facilitators(by_submission), Surface::api,
           api<handlers::record_consents>),
    get("/api/submissions/{id}/consents/{consent}/scan", whoever_may(Capability::see_identity, by_submission), Surface::api, Pool::read,
        api<handlers::get_consent_scan>),
    change(Method::put, "/api/submissions/{id}/credit", small_body, facilitators(by_submission), api<handlers::record_credit>),
    change(Method::post, "/api/submissions/{id}/withdrawal", small_body, facilitators(by_submission), api<handlers::withdraw_submission>),
    get("/api/photos/{id}/releases", whoever_may(Capability::review, by_photo), Surface::api, Pool::read, api<handlers::list_releases>),
    upload(Method::post, "/api/photos/{id}/releases", "people.paper_bytes_max", whoever_may(Capability::review, by_photo), Surface::api,
           api<handlers::add_release>),
    change(Method::del, "/api/photos/{id}/releases/{release}", 0, whoever_may(Capability::review, by_photo),
           api<handlers::withdraw_release>),
    get("/api/photos/{id}/releases/{release}/scan", whoever_may(Capability::see_identity, by_photo), Surface::api, Pool::read,
        api<handlers::get_release_scan>),
    // Who takes part: codes and links; who they are only for those who may know it.
    get("/api/audits/{slug}/participants", members(by_slug), Surface::api, Pool::read, api<handlers::list_participants>),
    change(Method::post, "/api/audits/{slug}/participants", small_body, facilitators(by_slug), api<handlers::make_participants>),
    change(Method::post, "/api/audits/{slug}/participants/links", links_body, facilitators(by_slug), api<handlers::make_links>),
    change(Method::patch, "/api/audits/{slug}/participants/{id}", small_body, facilitators(by_slug), api<handlers::change_participant>),
    change(Method::post, "/api/audits/{slug}/participants/{id}/revocation", small_body, facilitators(by_slug),
           api<handlers::revoke_participant>),
    change(Method::put, "/api/audits/{slug}/participants/{id}/person", small_body, facilitators(by_slug), api<handlers::link_person>),
    change(Method::del, "/api/audits/{slug}/participants/{id}/person", 0, facilitators(by_slug), api<handlers::unlink_person>),
    change(Method::post, "/api/audits/{slug}/participants/{id}/identity/reading", small_body,
           whoever_may(Capability::see_identity, by_slug), api<handlers::read_identity>),
    change(Method::put, "/api/audits/{slug}/participants/{id}/identity", identity_body, whoever_may(Capability::see_identity, by_slug),
           api<handlers::put_identity>),
    change(Method::del, "/api/audits/{slug}/participants/{id}/identity", 0, whoever_may(Capability::see_identity, by_slug),
           api<handlers::erase_identity>),
    change(Method::put, "/api/audits/{slug}/activities/{activity}/places", small_body, facilitators(by_slug), api<handlers::set_places>),

    // What an audit calls its themes.
    get("/api/audits/{slug}/themes", members(by_slug), Surface::api, Pool::read, api<handlers::list_themes>),
    change(Method::post, "/api/audits/{slug}/themes", theme_body, facilitators(by_slug), api<handlers::add_theme>),
    change(Method::patch, "/api/audits/{slug}/themes/{theme}", theme_body, facilitators(by_slug), api<handlers::change_theme>),

    // Forms: what an audit asks, and the life of it.
    get("/api/audits/{slug}/forms", members(by_slug), Surface::api, Pool::read, api<handlers::list_forms>),
    upload(Method::post, "/api/audits/{slug}/forms", "forms.upload_bytes_max", facilitators(by_slug), Surface::api,
           api<handlers::upload_form>),
    get("/api/audits/{slug}/forms/{form}", members(by_slug), Surface::api, Pool::read, api<handlers::get_form>),
    get("/api/audits/{slug}/forms/{form}/changes", members(by_slug), Surface::api, Pool::read, api<handlers::get_form_changes>),
    get("/api/audits/{slug}/forms/{form}/versions/{version}/xml", members(by_slug), Surface::api, Pool::read, api<handlers::get_form_xml>),
    get("/api/audits/{slug}/forms/{form}/versions/{version}/source", members(by_slug), Surface::api, Pool::read,
        api<handlers::get_form_source>),
    get("/api/audits/{slug}/forms/{form}/versions/{version}/outline", members(by_slug), Surface::api, Pool::read,
        api<handlers::get_form_outline>),
    get("/api/audits/{slug}/forms/{form}/versions/{version}/strings", members(by_slug), Surface::api, Pool::read,
        api<handlers::get_form_strings>),
    change(Method::put, "/api/audits/{slug}/forms/{form}/versions/{version}/state", small_body, facilitators(by_slug),
           api<handlers::set_version_state>),
    change(Method::post, "/api/audits/{slug}/forms/{form}/draft", small_body, facilitators(by_slug), api<handlers::start_draft>),
    change(Method::del, "/api/audits/{slug}/forms/{form}/draft", 0, facilitators(by_slug), api<handlers::erase_draft>),
    change(Method::post, "/api/audits/{slug}/forms/{form}/draft/publish", small_body, facilitators(by_slug), api<handlers::publish_draft>),
    upload(Method::put, "/api/audits/{slug}/forms/{form}/draft/strings", "forms.xml_bytes_max", facilitators(by_slug), Surface::api,
           api<handlers::put_form_strings>),
    upload(Method::put, "/api/audits/{slug}/forms/{form}/draft/files/{name}", "forms.upload_bytes_max", facilitators(by_slug), Surface::api,
           api<handlers::put_draft_file>),
    change(Method::del, "/api/audits/{slug}/forms/{form}/draft/files/{name}", 0, facilitators(by_slug), api<handlers::erase_draft_file>),
    change(Method::del, "/api/audits/{slug}/forms/{form}/draft/tests", 0, facilitators(by_slug), api<handlers::erase_draft_tests>),
    change(Method::put, "/api/audits/{slug}/waves/{wave}", small_body, facilitators(by_slug), api<handlers::set_wave>),

    // ODK Central's REST interface, as far as scripts need it for forms (docs/interop.md).
    {Method::post,
     "/v1/sessions",
     small_body,
     {},
     anyone,
     Surface::central,
     Pool::intake,
     central::handler<central::begin_session>,
     nullptr},
    central_change(Method::del, "/v1/sessions/{token}", signed_in, central::handler<central::end_session>),
    central_get("/v1/users/current", signed_in, central::handler<central::current_user>),
    central_get("/v1/projects", signed_in, central::handler<central::list_projects>),
    central_get("/v1/projects/{number}", members(by_number), central::handler<central::get_project>),
    central_get("/v1/projects/{number}/forms", members(by_number), central::handler<central::list_forms>),
    upload(Method::post, "/v1/projects/{number}/forms", "forms.upload_bytes_max", facilitators(by_number), Surface::central,
           central::handler<central::create_form>),
    central_get("/v1/projects/{number}/forms/{form}", members(by_number), central::handler<central::get_form>),
    central_get("/v1/projects/{number}/forms/{form}/versions", members(by_number), central::handler<central::list_versions>),
    central_get("/v1/projects/{number}/forms/{form}/versions/{version}", members(by_number), central::handler<central::get_version>),
    central_get("/v1/projects/{number}/forms/{form}/attachments", members(by_number), central::handler<central::list_attachments>),
    central_get("/v1/projects/{number}/forms/{form}/attachments/{name}", members(by_number), central::handler<central::get_attachment>),
    central_get("/v1/projects/{number}/forms/{form}/draft", members(by_number), central::handler<central::get_draft>),
    central_get("/v1/projects/{number}/forms/{form}/draft.xml", members(by_number), central::handler<central::get_draft_xml>),
    central_get("/v1/projects/{number}/forms/{form}/draft.xlsx", members(by_number), central::handler<central::get_draft_source>),
    upload(Method::post, "/v1/projects/{number}/forms/{form}/draft", "forms.upload_bytes_max", facilitators(by_number), Surface::central,
           central::handler<central::create_draft>),
    central_change(Method::del, "/v1/projects/{number}/forms/{form}/draft", facilitators(by_number),
                   central::handler<central::erase_draft>),
    central_change(Method::post, "/v1/projects/{number}/forms/{form}/draft/publish", facilitators(by_number),
                   central::handler<central::publish_draft>),
    central_get("/v1/projects/{number}/forms/{form}/draft/attachments", members(by_number),
                central::handler<central::list_draft_attachments>),
    upload(Method::post, "/v1/projects/{number}/forms/{form}/draft/attachments/{name}", "forms.upload_bytes_max", facilitators(by_number),
           Surface::central, central::handler<central::put_draft_attachment>),
    central_change(Method::del, "/v1/projects/{number}/forms/{form}/draft/attachments/{name}", facilitators(by_number),
                   central::handler<central::erase_draft_attachment>),

    // What a participant's link opens.
    get("/p/{token}", by_link, Surface::page, Pool::read, page<handlers::participant_page>),
    get("/p/{token}/activity.json", by_link, Surface::api, Pool::read, api<handlers::participant_activity>),
    get("/p/{token}/collect.svg", by_link, Surface::api, Pool::read, api<handlers::participant_collect_code>),
    get("/p/{token}/consent.json", by_link, Surface::api, Pool::read, api<handlers::participant_consent>),
    change(Method::post, "/p/{token}/consents", small_list_body, by_link, api<handlers::participant_say>),
    change(Method::post, "/p/{token}/withdrawals", small_list_body, by_link, api<handlers::participant_withdraw>),
    get("/p/{token}/withdraw.svg", by_link, Surface::api, Pool::read, api<handlers::participant_withdraw_code>),
    get("/p/{token}/mine.json", by_link, Surface::api, Pool::read, api<handlers::own_submissions>),
    change(Method::post, "/p/{token}/mine", join_body, by_link, api<handlers::claim_submissions>),
    change(Method::post, "/p/{token}/join", join_body, by_link, api<handlers::join>),
    change(Method::put, "/p/{token}/credit", small_body, by_link, api<handlers::choose_credit>),
    change(Method::post, "/p/{token}/return-code", 0, by_link, api<handlers::make_return_code>),
    change(Method::del, "/p/{token}/link", 0, by_link, api<handlers::end_phone_link>),
    get("/r", anyone, Surface::page, Pool::strand, page<handlers::return_page>),
    change(Method::post, "/api/return", small_body, anyone, api<handlers::come_back>),
    get("/p/{token}/receipts/{instance}", by_link, Surface::api, Pool::read, api<handlers::participant_receipt>),

    // What came back to the holder of a personal link.
    get("/p/{token}/returned.json", by_link, Surface::api, Pool::read, api<handlers::list_returned>),
    get("/p/{token}/returned/{file}", by_link, Surface::api, Pool::read, api<handlers::get_returned>),
    get("/p/{token}/returned/{id}/photos/{name}", by_link, Surface::api, Pool::read, api<handlers::get_returned_photo>),
    change(Method::post, "/p/{token}/returned/{id}/appeal", words_body, by_link, api<handlers::appeal>),

    // Files in pieces: tus. The link's token is in Authorization, and no cookie is read.
    {Method::options, "/api/uploads", 0, {}, by_link, Surface::api, Pool::strand, tus::options, nullptr},
    {Method::post, "/api/uploads", 0, "openrosa.file_bytes_max", by_link, Surface::api, Pool::intake, nullptr, tus::create},
    get("/api/uploads/{id}", by_link, Surface::api, Pool::read, tus::progress),
    {Method::patch, "/api/uploads/{id}", 0, "openrosa.file_bytes_max", by_link, Surface::api, Pool::intake, nullptr, tus::append},
    {Method::post, "/api/uploads/{id}", 0, "openrosa.file_bytes_max", by_link, Surface::api, Pool::intake, nullptr, tus::override_method},
    change(Method::del, "/api/uploads/{id}", 0, by_link, tus::terminate),

    // The pages of staff: the shell and its files hold nothing of anyone.
    get("/", anyone, Surface::page, Pool::strand, page<handlers::staff_page>),
    get("/sign-in", anyone, Surface::page, Pool::strand, page<handlers::staff_page>),
    get("/invitation", anyone, Surface::page, Pool::strand, page<handlers::staff_page>),
    get("/account", anyone, Surface::page, Pool::strand, page<handlers::staff_page>),
    get("/a/{rest...}", anyone, Surface::page, Pool::strand, page<handlers::staff_page>),
    get("/assets/{name...}", anyone, Surface::page, Pool::strand, page<handlers::get_asset>),
    get("/robots.txt", anyone, Surface::page, Pool::strand, page<handlers::get_robots>),

    // For operators.
    get("/healthz", anyone, Surface::page, Pool::strand, page<handlers::healthz>),
    get("/readyz", anyone, Surface::page, Pool::strand, page<handlers::readyz>),
    get("/metrics", Gate{Access::loopback}, Surface::page, Pool::read, page<handlers::get_metrics>),
};

}  // namespace

std::span<const Route> routes() { return table; }

}  // namespace cityaudit::server
