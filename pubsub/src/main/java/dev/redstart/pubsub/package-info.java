/**
 * Topics: a message published on one reaches everybody who has subscribed to it. {@link dev.redstart.pubsub.PubSub} is what applications
 * use; {@link dev.redstart.pubsub.PubSubAdapter} carries messages between nodes.
 */
@NullMarked
package dev.redstart.pubsub;

import org.jspecify.annotations.NullMarked;
