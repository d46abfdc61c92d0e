#include "gateway/transport/http_connection.h"

#include <cstring>
#include <exception>
#include <utility>

#include "absl/strings/str_format.h"
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>

#include "gateway/transport/http_exchange.h"
#include "gateway/transport/http_pipeline.h"
#include "platform/base/strings.h"
#include "platform/observability/log.h"

namespace sheetgate::gateway {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

// No more than this is read ahead of a request that runs.
constexpr size_t kMaxReadAhead = 64 * 1024;
constexpr auto kLingerTime = std::chrono::seconds(2);

std::string_view View(boost::beast::string_view text) { return {text.data(), text.size()}; }

HttpHead HeadOf(const http::request<http::string_body>& message) {
  HttpHead head{.method = View(message.method_string()),
                .target = View(message.target()),
                .http_1_0 = message.version() < 11};
  for (const auto& field : message) {
    head.headers.emplace_back(View(field.name_string()), View(field.value()));
  }
  return head;
}

std::string Event(std::string_view data) {
  return platform::StrCat("event: message\ndata: ", data, "\n\n");
}

// Counts a request in a gauge while it lives.
class ActiveRequest {
 public:
  explicit ActiveRequest(HttpShared& shared) : shared_(shared) {
    shared_.requests_in_flight.Add(1);
    absl::MutexLock lock(&shared_.mutex);
    ++shared_.active_requests;
  }
  ~ActiveRequest() {
    shared_.requests_in_flight.Add(-1);
    absl::MutexLock lock(&shared_.mutex);
    --shared_.active_requests;
  }
  ActiveRequest(const ActiveRequest&) = delete;
  ActiveRequest& operator=(const ActiveRequest&) = delete;

 private:
  HttpShared& shared_;
};

}  // namespace

HttpConnection::HttpConnection(Socket socket, HttpShared& shared, std::function<void()> on_closed)
    : socket_(std::move(socket)),
      timer_(socket_.get_executor()),
      shared_(shared),
      on_closed_(std::move(on_closed)) {
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
}

HttpConnection::~HttpConnection() { on_closed_(); }

void HttpConnection::Serve() { Spawn(&HttpConnection::RunServe); }

void HttpConnection::Refuse() { Spawn(&HttpConnection::RunRefuse); }

void HttpConnection::Spawn(Awaitable<> (HttpConnection::*body)()) {
  // The completion handler keeps the connection alive, and is where exceptions of the libraries
  // end.
  const auto done = [self = shared_from_this()](std::exception_ptr failure) {
    self->CloseSocket();
    if (!failure) return;
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      platform::Log(platform::Severity::kError, "http connection failed",
                    {{"error", error.what()}});
    }
  };
  asio::co_spawn(socket_.get_executor(), (this->*body)(), done);
}

void HttpConnection::Reconsider() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] { self->Wake(); });
}

void HttpConnection::Close() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] { self->CloseSocket(); });
}

HttpConnection::Awaitable<> HttpConnection::RunServe() {
  // GCC 12 also miscompiles a co_await in a loop's condition.
  bool more = true;
  while (more) more = co_await ServeOne();
  co_await Linger();
}

HttpConnection::Awaitable<> HttpConnection::RunRefuse() {
  const Framing framing;
  HttpReply reply = ErrorReply(503, "too many connections");
  co_await WriteReply(std::move(reply), framing);
  co_await Linger();
}

HttpConnection::Awaitable<bool> HttpConnection::ServeOne() {
  const bool arrived = co_await WaitForRequest();
  if (!arrived) co_return false;

  Parser parser;
  parser.header_limit(static_cast<uint32_t>(shared_.options.max_header_bytes));
  parser.body_limit(boost::none);  // the pipeline judges the length, in its turn
  const auto head_deadline =
      Clock::now() + absl::ToChronoNanoseconds(shared_.options.header_timeout);
  ReadResult read = co_await ReadMessage(parser, false, head_deadline);
  if (read != ReadResult::kDone) co_return co_await ReplyReadError(read);

  HttpHead head = HeadOf(parser.get());
  if (const auto length = parser.content_length()) head.content_length = *length;
  const std::string request_id = RequestIdOf(head);
  Framing framing{.headers = shared_.pipeline.CommonHeaders(head, request_id),
                  .keep_alive = parser.keep_alive() && !shared_.announce_close,
                  .chunked = !head.http_1_0,
                  .json_accepted = head.Accepts(kJsonType),
                  .stream_accepted = head.AcceptsByName(kEventStreamType)};
  if (auto reply = shared_.pipeline.CheckHead(head)) {
    framing.keep_alive = framing.keep_alive && parser.is_done();
    co_return co_await WriteReply(*std::move(reply), framing);
  }

  const ActiveRequest active(shared_);
  if (EqualsIgnoreCase(head.Find("expect").value_or(""), "100-continue")) {
    const bool sent = co_await Write("HTTP/1.1 100 Continue\r\n\r\n", "");
    if (!sent) co_return false;
  }
  parser.body_limit(static_cast<uint64_t>(shared_.pipeline.options().max_request_bytes));
  const auto body_deadline = Clock::now() + absl::ToChronoNanoseconds(shared_.options.body_timeout);
  read = co_await ReadMessage(parser, true, body_deadline);
  if (read != ReadResult::kDone) co_return co_await ReplyReadError(read);

  std::function<void()> wake = [weak = weak_from_this(), strand = socket_.get_executor()] {
    asio::post(strand, [weak] {
      if (const auto self = weak.lock()) self->Wake();
    });
  };
  const auto exchange = std::make_shared<HttpExchange>(std::move(wake));
  auto reply = shared_.pipeline.Start(head, parser.get().body(), request_id, exchange);
  if (reply) co_return co_await WriteReply(*std::move(reply), framing);
  co_return co_await Converse(*exchange, framing);
}

HttpConnection::Awaitable<bool> HttpConnection::WaitForRequest() {
  const auto deadline = Clock::now() + absl::ToChronoNanoseconds(shared_.options.idle_timeout);
  while (input_.size() == 0) {
    if (input_ended_ || shared_.stop_accepting || Clock::now() >= deadline) co_return false;
    StartRead();
    co_await Wait(deadline);
  }
  co_return true;
}

HttpConnection::Awaitable<HttpConnection::ReadResult> HttpConnection::ReadMessage(
    Parser& parser, bool body, Clock::time_point deadline) {
  parser.eager(body);
  while (!(body ? parser.is_done() : parser.is_header_done())) {
    if (input_.size() > 0) {
      error_code error;
      const size_t used = parser.put(input_.data(), error);
      input_.consume(used);
      if (error == http::error::header_limit) co_return ReadResult::kHeaderTooLarge;
      if (error == http::error::body_limit) co_return ReadResult::kBodyTooLarge;
      if (error && error != http::error::need_more) co_return ReadResult::kMalformed;
      if (used > 0 && !error) continue;
    }
    if (input_ended_) co_return ReadResult::kClosed;
    if (Clock::now() >= deadline) co_return ReadResult::kTimeout;
    StartRead();
    co_await Wait(deadline);
  }
  co_return ReadResult::kDone;
}

HttpConnection::Awaitable<bool> HttpConnection::ReplyReadError(ReadResult result) {
  HttpReply reply;
  switch (result) {
    case ReadResult::kDone:
    case ReadResult::kClosed:
      co_return false;
    case ReadResult::kTimeout:
      reply = ErrorReply(408, "the request did not arrive in time");
      break;
    case ReadResult::kMalformed:
      reply = ErrorReply(400, "not an HTTP/1.1 request");
      break;
    case ReadResult::kHeaderTooLarge:
      reply = ErrorReply(431, platform::StrCat("the head of a request is at most ",
                                               shared_.options.max_header_bytes, " bytes long"));
      break;
    case ReadResult::kBodyTooLarge:
      reply = ErrorReply(
          413, platform::StrCat("a request is at most ",
                                shared_.pipeline.options().max_request_bytes, " bytes long"));
      break;
  }
  const Framing framing;
  co_return co_await WriteReply(std::move(reply), framing);
}

HttpConnection::Awaitable<bool> HttpConnection::Converse(HttpExchange& exchange, Framing& framing) {
  const auto interval = absl::ToChronoNanoseconds(shared_.options.keep_alive_interval);
  auto keep_alive_at = Clock::now() + interval;
  while (true) {
    HttpExchange::Output output = exchange.Take();
    std::string events;
    for (const std::string& notification : output.notifications) events += Event(notification);

    if (output.answer) {
      HttpExchange::Answer& answer = *output.answer;
      // A status other than 200 cannot be said on a stream that began, and need not be on one that
      // did not.
      const bool stream = framing.stream_started || (framing.stream_accepted && !events.empty()) ||
                          (!framing.json_accepted && answer.body && answer.http_status == 200);
      if (shared_.announce_close) framing.keep_alive = false;
      if (stream) {
        if (answer.body) events += Event(*answer.body);
        co_return co_await WriteStream(std::move(events), true, framing);
      }
      HttpReply reply{.status = answer.http_status};
      if (answer.body) {
        reply.headers.emplace_back("Content-Type", kJsonType);
        reply.body = *std::move(answer.body);
      }
      co_return co_await WriteReply(std::move(reply), framing);
    }
    // Also when the client only half-closed: HTTP/1.1 cannot tell the two apart (RFC 9112, 9.6).
    if (input_ended_) {
      exchange.Disconnect();
      co_return false;
    }
    if (framing.stream_accepted) {
      if (events.empty() && Clock::now() >= keep_alive_at) events = ": keep-alive\n\n";
      if (!events.empty()) {
        keep_alive_at = Clock::now() + interval;
        const bool written = co_await WriteStream(std::move(events), false, framing);
        if (!written) {
          exchange.Disconnect();
          co_return false;
        }
        continue;  // more may have come meanwhile
      }
    }
    StartRead();
    co_await Wait(framing.stream_accepted ? keep_alive_at : Clock::time_point::max());
  }
}

HttpConnection::Awaitable<bool> HttpConnection::WriteReply(HttpReply reply,
                                                           const Framing& framing) {
  HttpHeaders headers = framing.headers;
  headers.insert(headers.end(), std::make_move_iterator(reply.headers.begin()),
                 std::make_move_iterator(reply.headers.end()));
  if (reply.status == 503) headers.emplace_back("Retry-After", "1");
  std::string head =
      FormatHead(reply.status, headers, reply.body.size(), framing.keep_alive, false);
  const bool written = co_await Write(std::move(head), std::move(reply.body));
  co_return written&& framing.keep_alive;
}

HttpConnection::Awaitable<bool> HttpConnection::WriteStream(std::string payload, bool last,
                                                            Framing& framing) {
  std::string head;
  if (!std::exchange(framing.stream_started, true)) {
    HttpHeaders headers = framing.headers;
    headers.emplace_back("Content-Type", kEventStreamType);
    headers.emplace_back("Cache-Control", "no-cache, no-transform");
    headers.emplace_back("X-Accel-Buffering", "no");  // nginx would hold events back
    framing.keep_alive = framing.keep_alive && framing.chunked;
    head = FormatHead(200, headers, std::nullopt, framing.keep_alive, framing.chunked);
  }
  if (framing.chunked && !payload.empty()) {
    platform::StrAppend(&head, absl::StrFormat("%x\r\n", payload.size()));
    payload += "\r\n";
  }
  if (framing.chunked && last) payload += "0\r\n\r\n";
  const bool written = co_await Write(std::move(head), std::move(payload));
  co_return written && (!last || framing.keep_alive);
}

HttpConnection::Awaitable<bool> HttpConnection::Write(std::string head, std::string body) {
  const size_t total = head.size() + body.size();
  const std::array<asio::const_buffer, 2> parts = {asio::buffer(head), asio::buffer(body)};
  error_code error;
  // Nearly every answer fits into the socket's buffer: one system call and no wait.
  const size_t sent = socket_.write_some(parts, error);
  if (error && error != asio::error::would_block) co_return false;
  if (sent == total) co_return true;

  std::string rest = (head + body).substr(sent);
  writing_ = true;
  write_failed_ = false;
  const auto on_written = [self = shared_from_this()](const error_code& result, size_t) {
    self->writing_ = false;
    self->write_failed_ = static_cast<bool>(result);
    self->Wake();
  };
  asio::async_write(socket_, asio::buffer(rest), on_written);
  const auto deadline = Clock::now() + absl::ToChronoNanoseconds(shared_.options.write_timeout);
  while (writing_) {
    // Closing ends the write, which then reports itself: `rest` must live until then.
    if (Clock::now() >= deadline) CloseSocket();
    co_await Wait(socket_.is_open() ? deadline : Clock::time_point::max());
  }
  co_return !write_failed_;
}

HttpConnection::Awaitable<> HttpConnection::Linger() {
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  const auto deadline = Clock::now() + kLingerTime;
  while (socket_.is_open() && !input_ended_ && Clock::now() < deadline) {
    input_.clear();
    StartRead();
    co_await Wait(deadline);
  }
}

HttpConnection::Awaitable<> HttpConnection::Wait(Clock::time_point deadline) {
  error_code ignored;
  auto token = asio::redirect_error(asio::use_awaitable, ignored);
  timer_.expires_at(deadline);
  co_await timer_.async_wait(token);
}

// Everything runs on the strand, so between the coroutine's look at the state and its wait nothing
// can change.
void HttpConnection::Wake() { timer_.cancel(); }

void HttpConnection::StartRead() {
  if (reading_ || input_ended_ || input_.size() >= kMaxReadAhead) return;
  reading_ = true;
  const auto on_read = [self = shared_from_this()](const error_code& error, size_t size) {
    self->reading_ = false;
    if (error) {
      self->input_ended_ = true;
    } else {
      const auto target = self->input_.prepare(size);
      std::memcpy(target.data(), self->chunk_.data(), size);
      self->input_.commit(size);
    }
    self->Wake();
  };
  socket_.async_read_some(asio::buffer(chunk_), on_read);
}

void HttpConnection::CloseSocket() {
  error_code ignored;
  socket_.close(ignored);
  input_ended_ = true;
  Wake();
}

}  // namespace sheetgate::gateway
