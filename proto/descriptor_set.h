// The serialized google.protobuf.FileDescriptorSet of every proto here, comments included.
#ifndef SHEETGATE_PROTO_DESCRIPTOR_SET_H_
#define SHEETGATE_PROTO_DESCRIPTOR_SET_H_

#include <string_view>

namespace sheetgate::proto {

std::string_view DescriptorSetBytes();

}  // namespace sheetgate::proto

#endif  // SHEETGATE_PROTO_DESCRIPTOR_SET_H_
