// SPDX-License-Identifier: Apache-2.0
using Slipway.Oci;
using Slipway.TestKit;

namespace Slipway.Distribution.Tests;

/// <summary>A client of a registry that breaks its promises, and what is asked of it.</summary>
internal static class FaultyRegistry
{
    internal static RepositoryName App { get; } = RepositoryName.Parse("team/app");

    /// <summary>Three attempts without a pause, chunks of 1000 bytes.</summary>
    internal static RegistryClientOptions Impatient { get; } = new() { RetryDelay = TimeSpan.Zero, MaxAttempts = 3, ChunkSize = 1000 };

    internal static Task<RegistryClient> ConnectAsync(GuardedHttp http, ScriptedServer server, RegistryClientOptions? options = null) =>
        RegistryClient.ConnectAsync(http, server.Authority, null, options ?? Impatient, TestContext.Current.CancellationToken);

    /// <summary>A blob of random bytes; equal sizes give equal bytes.</summary>
    internal static (byte[] Content, Descriptor Blob) Blob(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        return (content, Descriptor.Of(MediaTypes.LayerGzip, content));
    }
}
