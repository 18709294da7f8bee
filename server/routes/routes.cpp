// The whole HTTP surface of the server, one row a route.

#include "server/routes/route_table.h"

#include "server/openrosa/forms.h"
#include "server/openrosa/submission.h"

namespace cityaudit::server {
namespace {

using http::Method;
using http::Pool;

constexpr Route table[] = {
    // ODK Collect, Enketo and other OpenRosa clients: the token in the path is all they need.
    {Method::get,
     "/v1/key/{token}/projects/{number}/formList",
     0,
     {},
     Access::link,
     Surface::openrosa,
     Pool::read,
     openrosa::form_list,
     nullptr},
    {Method::get,
     "/v1/key/{token}/projects/{number}/forms/{form}/form.xml",
     0,
     {},
     Access::link,
     Surface::openrosa,
     Pool::read,
     openrosa::form_xml,
     nullptr},
    {Method::get,
     "/v1/key/{token}/projects/{number}/forms/{form}/manifest.xml",
     0,
     {},
     Access::link,
     Surface::openrosa,
     Pool::read,
     openrosa::manifest,
     nullptr},
    {Method::get,
     "/v1/key/{token}/projects/{number}/forms/{form}/media/{name}",
     0,
     {},
     Access::link,
     Surface::openrosa,
     Pool::read,
     openrosa::media_file,
     nullptr},
    {Method::get,
     "/v1/key/{token}/projects/{number}/submission",
     0,
     {},
     Access::link,
     Surface::openrosa,
     Pool::read,
     openrosa::submission_head,
     nullptr},
    {Method::post, "/v1/key/{token}/projects/{number}/submission", 0, "openrosa.accept_bytes", Access::link, Surface::openrosa,
     Pool::intake, nullptr, openrosa::submission_begin},
};

}  // namespace

std::span<const Route> routes() { return table; }

}  // namespace cityaudit::server
