// Frames over a document's stream socket, blocking (protocol.h).
#ifndef SHEETGATE_RECALC_SERVICE_WORKER_FRAMES_H_
#define SHEETGATE_RECALC_SERVICE_WORKER_FRAMES_H_

#include <string>
#include <string_view>

#include "recalc-service/worker/protocol.h"

namespace sheetgate::recalc::worker {

// False when the socket is closed.
bool SendFrame(int socket, FrameKind kind, std::string_view payload);

struct ReceivedFrame {
  FrameKind kind;
  std::string payload;
  int fd = -1;  // that came with it; the caller's
};
// Waits for a frame; false when the socket is closed or the frame is malformed.
bool ReceiveFrame(int socket, ReceivedFrame* frame);

// Sends kFailed and ends the process.
[[noreturn]] void FailAndExit(int socket, FailureKind kind, std::string_view why);

}  // namespace sheetgate::recalc::worker

#endif  // SHEETGATE_RECALC_SERVICE_WORKER_FRAMES_H_
