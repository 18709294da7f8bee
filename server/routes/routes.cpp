// The whole HTTP surface of the server, one row a route.

#include "server/routes/route_table.h"

#include "server/openrosa/forms.h"
#include "server/openrosa/submission.h"
#include "server/routes/handler.h"
#include "server/routes/handlers.h"
#include "server/tus/uploads.h"

namespace cityaudit::server {
namespace {

using handlers::api;
using handlers::page;
using http::Method;
using http::Pool;

constexpr std::size_t small_body = 4096;

constexpr Route get(std::string_view pattern, Access access, Surface surface, Pool pool, Handler handle) {
  return {Method::get, pattern, 0, {}, access, surface, pool, handle, nullptr};
}

/// What changes something in /api. On the intake pool: it waits for a commit, or for a password to be hashed.
constexpr Route change(Method method, std::string_view pattern, std::size_t body_bytes_max, Access access, Handler handle) {
  return {method, pattern, body_bytes_max, {}, access, Surface::api, Pool::intake, handle, nullptr};
}

constexpr Route openrosa_get(std::string_view pattern, Handler handle) {
  return get(pattern, Access::link, Surface::openrosa, Pool::read, handle);
}

constexpr Route table[] = {
    // ODK Collect, Enketo and other OpenRosa clients: the token in the path is all they need.
    openrosa_get("/v1/key/{token}/projects/{number}/formList", openrosa::form_list),
    openrosa_get("/v1/key/{token}/projects/{number}/forms/{form}/form.xml", openrosa::form_xml),
    openrosa_get("/v1/key/{token}/projects/{number}/forms/{form}/manifest.xml", openrosa::manifest),
    openrosa_get("/v1/key/{token}/projects/{number}/forms/{form}/media/{name}", openrosa::media_file),
    openrosa_get("/v1/key/{token}/projects/{number}/submission", openrosa::submission_head),
    {Method::post, "/v1/key/{token}/projects/{number}/submission", 0, "openrosa.accept_bytes", Access::link, Surface::openrosa,
     Pool::intake, nullptr, openrosa::submission_begin},

    // Signing in and out.
    get("/api/session", Access::staff, Surface::api, Pool::read, api<handlers::get_session>),
    change(Method::post, "/api/session", small_body, Access::anyone, api<handlers::sign_in>),
    change(Method::del, "/api/session", 0, Access::staff, api<handlers::sign_out>),
    change(Method::post, "/api/session/link", small_body, Access::anyone, api<handlers::sign_in_by_link>),
    change(Method::put, "/api/account/password", small_body, Access::staff, api<handlers::set_password>),

    // What staff read.
    get("/api/audits", Access::staff, Surface::api, Pool::read, api<handlers::list_audits>),
    get("/api/audits/{slug}", Access::staff, Surface::api, Pool::read, api<handlers::get_audit>),
    get("/api/audits/{slug}/submissions", Access::staff, Surface::api, Pool::read, api<handlers::list_submissions>),
    get("/api/submissions/{id}", Access::staff, Surface::api, Pool::read, api<handlers::get_submission>),
    get("/api/photos/{id}/thumbnail", Access::staff, Surface::api, Pool::read, api<handlers::get_thumbnail>),
    get("/api/photos/{id}/preview", Access::staff, Surface::api, Pool::read, api<handlers::get_preview>),
    get("/api/audits/{slug}/matrix", Access::staff, Surface::api, Pool::read, api<handlers::get_matrix>),
    get("/api/audits/{slug}/matrix/{theme}/{area}", Access::staff, Surface::api, Pool::read, api<handlers::get_cell>),
    get("/api/audits/{slug}/findings", Access::staff, Surface::api, Pool::read, api<handlers::get_findings>),
    get("/api/events", Access::staff, Surface::api, Pool::read, api<handlers::get_events>),

    // What a participant's link opens.
    get("/p/{token}", Access::link, Surface::page, Pool::read, page<handlers::participant_page>),
    get("/p/{token}/activity.json", Access::link, Surface::api, Pool::read, api<handlers::participant_activity>),
    get("/p/{token}/collect.svg", Access::link, Surface::api, Pool::read, api<handlers::participant_collect_code>),

    // Files in pieces: tus. The link's token is in Authorization, and no cookie is read.
    {Method::options, "/api/uploads", 0, {}, Access::link, Surface::api, Pool::strand, tus::options, nullptr},
    {Method::post, "/api/uploads", 0, "openrosa.file_bytes_max", Access::link, Surface::api, Pool::intake, nullptr, tus::create},
    get("/api/uploads/{id}", Access::link, Surface::api, Pool::read, tus::progress),
    {Method::patch, "/api/uploads/{id}", 0, "openrosa.file_bytes_max", Access::link, Surface::api, Pool::intake, nullptr, tus::append},
    {Method::post, "/api/uploads/{id}", 0, "openrosa.file_bytes_max", Access::link, Surface::api, Pool::intake, nullptr, tus::override_method},
    change(Method::del, "/api/uploads/{id}", 0, Access::link, tus::terminate),

    // The pages of staff: the shell and its files hold nothing of anyone.
    get("/", Access::anyone, Surface::page, Pool::strand, page<handlers::staff_page>),
    get("/sign-in", Access::anyone, Surface::page, Pool::strand, page<handlers::staff_page>),
    get("/a/{rest...}", Access::anyone, Surface::page, Pool::strand, page<handlers::staff_page>),
    get("/assets/{name...}", Access::anyone, Surface::page, Pool::strand, page<handlers::get_asset>),
    get("/robots.txt", Access::anyone, Surface::page, Pool::strand, page<handlers::get_robots>),

    // For operators.
    get("/healthz", Access::anyone, Surface::page, Pool::strand, page<handlers::healthz>),
    get("/readyz", Access::anyone, Surface::page, Pool::strand, page<handlers::readyz>),
    get("/metrics", Access::loopback, Surface::page, Pool::read, page<handlers::get_metrics>),
};

}  // namespace

std::span<const Route> routes() { return table; }

}  // namespace cityaudit::server
