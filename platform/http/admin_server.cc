// Boost.Beast over one io_context and its thread. A connection serves one request and is closed.
#include "platform/http/admin_server.h"

#include <chrono>
#include <exception>
#include <thread>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::platform {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

constexpr std::chrono::seconds kRequestTimeout{5};
constexpr uint32_t kMaxHeaderBytes = 8 * 1024;
constexpr uint64_t kMaxBodyBytes = 1024;
// More than operators open; a flood is refused instead of served.
constexpr int kMaxConnections = 64;

using Response = http::response<http::string_body>;

Response MakeResponse(http::status status, std::string_view type, std::string body) {
  Response response(status, 11);
  response.set(http::field::content_type, beast::string_view(type.data(), type.size()));
  response.set(http::field::cache_control, "no-store");
  response.keep_alive(false);
  response.body() = std::move(body);
  response.prepare_payload();
  return response;
}

constexpr std::string_view kText = "text/plain; charset=utf-8";

Response Answer(const AdminServer::Options& options,
                const http::request<http::string_body>& request) {
  if (request.method() != http::verb::get) {
    Response response =
        MakeResponse(http::status::method_not_allowed, kText, "only GET is supported\n");
    response.set(http::field::allow, "GET");
    return response;
  }
  const auto target = request.target().substr(0, request.target().find('?'));
  if (target == "/livez") return MakeResponse(http::status::ok, kText, "ok\n");
  if (target == "/metrics") {
    return MakeResponse(http::status::ok, "text/plain; version=0.0.4",
                        options.metrics ? options.metrics() : "");
  }
  if (target == "/configz") {
    return MakeResponse(http::status::ok, "application/json",
                        options.config ? options.config() : "{}");
  }
  if (target == "/readyz") {
    const absl::Status ready = options.ready ? options.ready() : absl::OkStatus();
    const std::string detail =
        options.ready_detail ? StrCat(options.ready_detail(), "\n") : std::string();
    if (ready.ok()) return MakeResponse(http::status::ok, kText, StrCat("ok\n", detail));
    return MakeResponse(http::status::service_unavailable, kText,
                        StrCat(ready.message(), "\n", detail));
  }
  return MakeResponse(http::status::not_found, kText,
                      "not found; there are /metrics, /livez, /readyz and /configz\n");
}

Response AnswerGuarded(const AdminServer::Options& options,
                       const http::request<http::string_body>& request) {
  try {
    return Answer(options, request);
  } catch (const std::exception& error) {
    Log(Severity::kError, "admin request failed", {{"error", error.what()}});
    return MakeResponse(http::status::internal_server_error, kText, "internal error\n");
  }
}

}  // namespace

struct AdminServer::State {
  Options options;
  asio::io_context io{1};
  tcp::acceptor acceptor{io};
  std::thread thread;
  int port = 0;
  int connections = 0;  // used by the thread only

  asio::awaitable<void> Serve(tcp::socket socket) {
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer(kMaxHeaderBytes + kMaxBodyBytes);
    http::request_parser<http::string_body> parser;
    parser.header_limit(kMaxHeaderBytes);
    parser.body_limit(kMaxBodyBytes);
    boost::system::error_code error;
    stream.expires_after(kRequestTimeout);
    co_await http::async_read(stream, buffer, parser,
                              asio::redirect_error(asio::use_awaitable, error));
    if (!error) {
      const Response response = AnswerGuarded(options, parser.get());
      stream.expires_after(kRequestTimeout);
      co_await http::async_write(stream, response,
                                 asio::redirect_error(asio::use_awaitable, error));
    }
    stream.socket().shutdown(tcp::socket::shutdown_send, error);
    --connections;
  }

  asio::awaitable<void> Accept() {
    while (true) {
      boost::system::error_code error;
      tcp::socket socket =
          co_await acceptor.async_accept(asio::redirect_error(asio::use_awaitable, error));
      if (error == asio::error::operation_aborted || !acceptor.is_open()) co_return;
      if (error || connections >= kMaxConnections) continue;  // the socket is closed
      ++connections;
      asio::co_spawn(io, Serve(std::move(socket)), asio::detached);
    }
  }

  absl::Status Listen() {
    const auto failed = [this](std::string_view what) {
      return Error(absl::StatusCode::kUnavailable, ErrorReason::kInvalidArgument,
                   StrCat("cannot serve the admin endpoints on ", options.listen_address, ": ",
                          what, "; write for example 127.0.0.1:9080"),
                   {{"address", options.listen_address}});
    };
    const size_t colon = options.listen_address.rfind(':');
    if (colon == std::string::npos) return failed("the address has no port");
    boost::system::error_code error;
    tcp::resolver resolver(io);
    const auto found =
        resolver.resolve(options.listen_address.substr(0, colon),
                         options.listen_address.substr(colon + 1), tcp::resolver::passive, error);
    if (error || found.empty()) return failed("the address is not known here");
    const tcp::endpoint endpoint = found.begin()->endpoint();
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error) return failed(error.message());
    port = acceptor.local_endpoint().port();
    return absl::OkStatus();
  }
};

absl::StatusOr<std::unique_ptr<AdminServer>> AdminServer::Start(Options options) {
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  if (absl::Status status = state->Listen(); !status.ok()) return status;
  asio::co_spawn(state->io, state->Accept(), asio::detached);
  state->thread = std::thread([state = state.get()] { state->io.run(); });
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(state)));
}

AdminServer::AdminServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

AdminServer::~AdminServer() {
  state_->io.stop();
  state_->thread.join();
}

int AdminServer::port() const { return state_->port; }

}  // namespace sheetgate::platform
