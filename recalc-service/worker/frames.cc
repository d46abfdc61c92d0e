// Frames by send and recvmsg.
#include "recalc-service/worker/frames.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace sheetgate::recalc::worker {
namespace {

bool SendAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

// A descriptor that comes along goes to `fd`.
bool ReceiveAll(int socket, char* bytes, size_t size, int* fd) {
  while (size > 0) {
    iovec part{bytes, size};
    msghdr packet{};
    packet.msg_iov = &part;
    packet.msg_iovlen = 1;
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    packet.msg_control = control;
    packet.msg_controllen = sizeof(control);
    const ssize_t received = recvmsg(socket, &packet, MSG_CMSG_CLOEXEC);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) return false;
    const cmsghdr* rights = CMSG_FIRSTHDR(&packet);
    if (rights != nullptr && rights->cmsg_level == SOL_SOCKET && rights->cmsg_type == SCM_RIGHTS) {
      std::memcpy(fd, CMSG_DATA(rights), sizeof(int));
    }
    bytes += received;
    size -= static_cast<size_t>(received);
  }
  return true;
}

}  // namespace

bool SendFrame(int socket, FrameKind kind, std::string_view payload) {
  const FrameHeader header{kind, static_cast<uint32_t>(payload.size())};
  return SendAll(socket, {reinterpret_cast<const char*>(&header), sizeof(header)}) &&
         SendAll(socket, payload);
}

bool ReceiveFrame(int socket, ReceivedFrame* frame) {
  FrameHeader header{};
  frame->fd = -1;
  if (!ReceiveAll(socket, reinterpret_cast<char*>(&header), sizeof(header), &frame->fd)) {
    return false;
  }
  frame->kind = header.kind;
  frame->payload.resize(header.length);
  return ReceiveAll(socket, frame->payload.data(), frame->payload.size(), &frame->fd);
}

void FailAndExit(int socket, FailureKind kind, std::string_view why) {
  ByteWriter payload;
  payload.Put(kind);
  payload.PutText(why);
  SendFrame(socket, FrameKind::kFailed, payload.bytes());
  _exit(1);
}

}  // namespace sheetgate::recalc::worker
