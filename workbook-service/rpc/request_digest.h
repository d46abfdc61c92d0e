// A digest of a request's arguments: the same request_id with another digest is another request.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_REQUEST_DIGEST_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_REQUEST_DIGEST_H_

#include <string>

namespace google::protobuf {
class Message;
}

namespace sheetgate::workbook {

// SHA-256 over message type and deterministic serialisation, hexadecimal.
std::string RequestDigest(const google::protobuf::Message& request);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_REQUEST_DIGEST_H_
