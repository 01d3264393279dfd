package dev.paxoskv.node.api.etcd;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InputStream;
import java.util.List;

/**
 * Refuses requests that are no messages with INVALID_ARGUMENT and the reason. Left alone, gRPC takes them for a defect of
 * the service: it answers UNKNOWN, and the log gets a stack trace for a client's mistake.
 *
 * <p>A request that cannot be parsed travels on as the error of the parser, to where the call can be closed with it.
 */
final class MalformedRequests {

    private MalformedRequests() {}

    /** The service, with every method guarded. */
    static ServerServiceDefinition refusedBy(ServerServiceDefinition service) {
        List<ServerMethodDefinition<Object, Object>> methods =
                service.getMethods().stream().map(MalformedRequests::guarded).toList();
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(service.getServiceDescriptor().getName());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    /** Whatever the types are, they stay the same: nothing but the error comes in their place. */
    @SuppressWarnings("unchecked")
    private static ServerMethodDefinition<Object, Object> guarded(ServerMethodDefinition<?, ?> method) {
        ServerMethodDefinition<Object, Object> original = (ServerMethodDefinition<Object, Object>) method;
        MethodDescriptor<Object, Object> descriptor = original.getMethodDescriptor();
        return ServerMethodDefinition.create(
                descriptor.toBuilder(new Guard(descriptor.getRequestMarshaller()), descriptor.getResponseMarshaller())
                        .build(),
                (call, headers) ->
                        new Refusal(call, original.getServerCallHandler().startCall(call, headers)));
    }

    private record Guard(Marshaller<Object> original) implements Marshaller<Object> {

        @Override
        public InputStream stream(Object value) {
            return original.stream(value);
        }

        @Override
        public Object parse(InputStream stream) {
            try {
                return original.parse(stream);
            } catch (StatusRuntimeException malformed) {
                return malformed;
            }
        }
    }

    private static final class Refusal extends SimpleForwardingServerCallListener<Object> {

        private final ServerCall<Object, Object> call;
        private boolean refused;

        Refusal(ServerCall<Object, Object> call, ServerCall.Listener<Object> listener) {
            super(listener);
            this.call = call;
        }

        @Override
        public void onMessage(Object message) {
            if (message instanceof StatusRuntimeException malformed) {
                refused = true;
                call.close(Status.INVALID_ARGUMENT.withDescription(reason(malformed)), new Metadata());
            } else {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            if (!refused) {
                super.onHalfClose();
            }
        }

        private static String reason(StatusRuntimeException malformed) {
            Throwable cause = malformed.getCause();
            return "the request is no message of this method: "
                    + (cause == null ? malformed.getStatus().getDescription() : cause.getMessage());
        }
    }
}
