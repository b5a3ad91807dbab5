// SPDX-License-Identifier: Apache-2.0
using System.Collections.Concurrent;

namespace Slipway.Distribution.Tests;

/// <summary>Keeps what it is told of a transfer.</summary>
internal sealed class TransferRecorder : IProgress<TransferProgress>
{
    internal ConcurrentQueue<TransferProgress> Reports { get; } = new();

    public void Report(TransferProgress value) => Reports.Enqueue(value);
}
