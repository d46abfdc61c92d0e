// Encoding of control messages and frames.
#include "recalc-service/worker/protocol.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace sheetgate::recalc::worker {
namespace {

constexpr size_t kMaxFds = 4;

struct ControlHeader {
  ControlKind kind;
  int32_t pid;
  uint64_t job;
  int32_t status;
  WorkerMode mode;
  uint32_t text_length;
  uint32_t unused;
};
static_assert(sizeof(ControlHeader) == 32);

// The names of the sheets a list of things is on, each once, and their places in it.
class SheetNames {
 public:
  uint32_t IndexOf(const std::string& name) {
    // Things of one sheet follow each other.
    if (!names_.empty() && names_[last_] == name) return last_;
    last_ = static_cast<uint32_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
    if (last_ == names_.size()) names_.push_back(name);
    return last_;
  }
  const std::vector<std::string>& names() const { return names_; }

 private:
  std::vector<std::string> names_;
  uint32_t last_ = 0;
};

void PutCorners(const WireRange& range, ByteWriter* writer) {
  writer->Put(range.first_row);
  writer->Put(range.first_column);
  writer->Put(range.last_row);
  writer->Put(range.last_column);
}

bool GetCorners(ByteReader* reader, WireRange* range) {
  return reader->Get(&range->first_row) && reader->Get(&range->first_column) &&
         reader->Get(&range->last_row) && reader->Get(&range->last_column);
}

bool GetSheet(ByteReader* reader, const std::vector<std::string>& sheets, std::string* sheet) {
  uint32_t index = 0;
  if (!reader->Get(&index) || index >= sheets.size()) return false;
  *sheet = sheets[index];
  return true;
}

void PutCells(const std::vector<WireCell>& cells, SheetNames* sheets, ByteWriter* writer) {
  writer->Put(static_cast<uint32_t>(cells.size()));
  for (const WireCell& cell : cells) {
    writer->Put(sheets->IndexOf(cell.sheet));
    writer->Put(cell.row);
    writer->Put(cell.column);
    writer->Put(cell.kind);
    writer->Put(cell.number);
    writer->PutText(cell.text);
    writer->Put(cell.general_format);
  }
}

bool GetCells(ByteReader* reader, const std::vector<std::string>& sheets,
              std::vector<WireCell>* cells) {
  uint32_t count = 0;
  if (!reader->Get(&count)) return false;
  cells->clear();
  while (cells->size() < count) {
    WireCell& cell = cells->emplace_back();
    if (!GetSheet(reader, sheets, &cell.sheet) || !reader->Get(&cell.row) ||
        !reader->Get(&cell.column) || !reader->Get(&cell.kind) || !reader->Get(&cell.number) ||
        !reader->GetText(&cell.text) || !reader->Get(&cell.general_format)) {
      return false;
    }
  }
  return true;
}

void PutPicture(const WirePicture& picture, ByteWriter* writer) {
  writer->Put(picture.of);
  writer->PutText(picture.range.sheet);
  PutCorners(picture.range, writer);
  writer->PutText(picture.chart);
  writer->Put(picture.occurrence);
  writer->Put(picture.page);
  writer->Put(picture.max_pages);
  writer->Put(picture.format);
  writer->Put(picture.scale);
  writer->Put(picture.max_side);
  writer->Put(picture.max_bytes);
  writer->Put(picture.grid_lines);
  writer->Put(picture.headings);
}

bool GetPicture(ByteReader* reader, WirePicture* picture) {
  return reader->Get(&picture->of) && reader->GetText(&picture->range.sheet) &&
         GetCorners(reader, &picture->range) && reader->GetText(&picture->chart) &&
         reader->Get(&picture->occurrence) && reader->Get(&picture->page) &&
         reader->Get(&picture->max_pages) && reader->Get(&picture->format) &&
         reader->Get(&picture->scale) && reader->Get(&picture->max_side) &&
         reader->Get(&picture->max_bytes) && reader->Get(&picture->grid_lines) &&
         reader->Get(&picture->headings);
}

}  // namespace

std::string_view ModeName(WorkerMode mode) {
  switch (mode) {
    case WorkerMode::kZygote:
      return "zygote";
    case WorkerMode::kProcess:
      return "process";
    case WorkerMode::kPipe:
      return "pipe";
  }
  return "unknown";
}

bool SendControl(int socket, const ControlMessage& message, const std::vector<int>& fds) {
  const std::string_view text = std::string_view(message.text).substr(0, kMaxControlText);
  ControlHeader header{message.kind,
                       message.pid,
                       message.job,
                       message.status,
                       message.mode,
                       static_cast<uint32_t>(text.size()),
                       0};
  std::array<iovec, 2> parts = {iovec{&header, sizeof(header)},
                                iovec{const_cast<char*>(text.data()), text.size()}};
  msghdr packet{};
  packet.msg_iov = parts.data();
  packet.msg_iovlen = parts.size();
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxFds)] = {};
  if (!fds.empty()) {
    if (fds.size() > kMaxFds) {
      errno = EINVAL;
      return false;
    }
    const size_t bytes = sizeof(int) * fds.size();
    packet.msg_control = control;
    packet.msg_controllen = CMSG_SPACE(bytes);
    cmsghdr* rights = CMSG_FIRSTHDR(&packet);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(bytes);
    std::memcpy(CMSG_DATA(rights), fds.data(), bytes);
  }
  ssize_t sent;
  do {
    sent = sendmsg(socket, &packet, MSG_NOSIGNAL);
  } while (sent < 0 && errno == EINTR);
  return sent == static_cast<ssize_t>(sizeof(header) + text.size());
}

ReceiveResult ReceiveControl(int socket, ControlMessage* message, std::vector<int>* fds) {
  ControlHeader header{};
  std::array<char, kMaxControlText> text;
  std::array<iovec, 2> parts = {iovec{&header, sizeof(header)}, iovec{text.data(), text.size()}};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int) * kMaxFds)] = {};
  msghdr packet{};
  packet.msg_iov = parts.data();
  packet.msg_iovlen = parts.size();
  packet.msg_control = control;
  packet.msg_controllen = sizeof(control);
  ssize_t received;
  do {
    received = recvmsg(socket, &packet, MSG_CMSG_CLOEXEC);
  } while (received < 0 && errno == EINTR);
  if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return ReceiveResult::kWouldBlock;
  if (received <= 0) return ReceiveResult::kClosed;
  fds->clear();
  for (cmsghdr* rights = CMSG_FIRSTHDR(&packet); rights != nullptr;
       rights = CMSG_NXTHDR(&packet, rights)) {
    if (rights->cmsg_level != SOL_SOCKET || rights->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    const size_t before = fds->size();
    fds->resize(before + count);
    std::memcpy(fds->data() + before, CMSG_DATA(rights), count * sizeof(int));
  }
  if (static_cast<size_t>(received) < sizeof(header) ||
      static_cast<size_t>(received) != sizeof(header) + header.text_length) {
    for (const int fd : *fds) close(fd);
    fds->clear();
    return ReceiveResult::kClosed;
  }
  message->kind = header.kind;
  message->job = header.job;
  message->pid = header.pid;
  message->status = header.status;
  message->mode = header.mode;
  message->text.assign(text.data(), header.text_length);
  return ReceiveResult::kMessage;
}

std::string EncodeOpen(const WireOpen& open) {
  ByteWriter writer;
  writer.PutText(open.document_name);
  writer.Put(open.calculate);
  return writer.bytes();
}

bool DecodeOpen(std::string_view bytes, WireOpen* open) {
  ByteReader reader(bytes);
  return reader.GetText(&open->document_name) && reader.Get(&open->calculate) && reader.empty();
}

std::string EncodeQuestion(const WireQuestion& question) {
  SheetNames sheets;
  ByteWriter body;
  PutCells(question.edits, &sheets, &body);
  body.Put(static_cast<uint32_t>(question.scenarios.size()));
  for (const std::vector<WireCell>& scenario : question.scenarios) {
    PutCells(scenario, &sheets, &body);
  }
  body.Put(static_cast<uint32_t>(question.ranges.size()));
  for (const WireRange& range : question.ranges) {
    body.Put(sheets.IndexOf(range.sheet));
    PutCorners(range, &body);
  }
  body.Put(question.picture.has_value());
  if (question.picture.has_value()) PutPicture(*question.picture, &body);

  ByteWriter writer;
  writer.Put(static_cast<uint32_t>(sheets.names().size()));
  for (const std::string& name : sheets.names()) writer.PutText(name);
  return writer.bytes() + body.bytes();
}

bool DecodeQuestion(std::string_view bytes, WireQuestion* question) {
  ByteReader reader(bytes);
  uint32_t count = 0;
  std::vector<std::string> sheets;
  if (!reader.Get(&count)) return false;
  while (sheets.size() < count) {
    if (!reader.GetText(&sheets.emplace_back())) return false;
  }
  if (!GetCells(&reader, sheets, &question->edits) || !reader.Get(&count)) return false;
  question->scenarios.clear();
  while (question->scenarios.size() < count) {
    if (!GetCells(&reader, sheets, &question->scenarios.emplace_back())) return false;
  }
  if (!reader.Get(&count)) return false;
  question->ranges.clear();
  while (question->ranges.size() < count) {
    WireRange& range = question->ranges.emplace_back();
    if (!GetSheet(&reader, sheets, &range.sheet) || !GetCorners(&reader, &range)) return false;
  }
  bool draws = false;
  if (!reader.Get(&draws)) return false;
  question->picture.reset();
  if (draws && !GetPicture(&reader, &question->picture.emplace())) return false;
  return reader.empty();
}

}  // namespace sheetgate::recalc::worker
