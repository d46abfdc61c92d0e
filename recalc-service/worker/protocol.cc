// Encoding of control messages and jobs.
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
  uint32_t text_length;
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

void PutPicture(const WirePicture& picture, ByteWriter* writer) {
  writer->PutText(picture.range.sheet);
  PutCorners(picture.range, writer);
  writer->Put(picture.format);
  writer->Put(picture.scale);
  writer->Put(picture.max_side);
  writer->Put(picture.max_bytes);
  writer->Put(picture.grid_lines);
  writer->Put(picture.headings);
}

bool GetPicture(ByteReader* reader, WirePicture* picture) {
  return reader->GetText(&picture->range.sheet) && GetCorners(reader, &picture->range) &&
         reader->Get(&picture->format) && reader->Get(&picture->scale) &&
         reader->Get(&picture->max_side) && reader->Get(&picture->max_bytes) &&
         reader->Get(&picture->grid_lines) && reader->Get(&picture->headings);
}

}  // namespace

bool SendControl(int socket, const ControlMessage& message, const std::vector<int>& fds) {
  const std::string_view text = std::string_view(message.text).substr(0, kMaxControlText);
  ControlHeader header{message.kind, message.pid, message.job, message.status,
                       static_cast<uint32_t>(text.size())};
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
  message->text.assign(text.data(), header.text_length);
  return ReceiveResult::kMessage;
}

std::string EncodeJob(const WireJob& job) {
  ByteWriter writer;
  writer.PutText(job.document_name);
  writer.Put(job.calculate);
  writer.Put(static_cast<uint64_t>(job.ranges.size()));
  // Ranges of one sheet follow each other: its name is sent once for the run.
  for (size_t i = 0; i < job.ranges.size();) {
    size_t end = i;
    while (end < job.ranges.size() && job.ranges[end].sheet == job.ranges[i].sheet) ++end;
    writer.PutText(job.ranges[i].sheet);
    writer.Put(static_cast<uint64_t>(end - i));
    for (; i < end; ++i) PutCorners(job.ranges[i], &writer);
  }
  writer.Put(job.picture.has_value());
  if (job.picture.has_value()) PutPicture(*job.picture, &writer);
  return writer.bytes();
}

bool DecodeJob(std::string_view bytes, WireJob* job) {
  ByteReader reader(bytes);
  uint64_t count = 0;
  if (!reader.GetText(&job->document_name) || !reader.Get(&job->calculate) || !reader.Get(&count))
    return false;
  job->ranges.clear();
  while (job->ranges.size() < count) {
    std::string sheet;
    uint64_t run = 0;
    if (!reader.GetText(&sheet) || !reader.Get(&run)) return false;
    if (run == 0 || run > count - job->ranges.size()) return false;
    for (uint64_t i = 0; i < run; ++i) {
      WireRange range{sheet};
      if (!GetCorners(&reader, &range)) return false;
      job->ranges.push_back(std::move(range));
    }
  }
  bool draws = false;
  if (!reader.Get(&draws)) return false;
  job->picture.reset();
  if (draws && !GetPicture(&reader, &job->picture.emplace())) return false;
  return reader.empty();
}

}  // namespace sheetgate::recalc::worker
