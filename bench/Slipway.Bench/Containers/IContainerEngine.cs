// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Bench;

/// <summary>A program that runs containers from its command line, with a home of its own and the sample image in it.</summary>
internal interface IContainerEngine : IAsyncDisposable
{
    /// <summary>What it is called in tables.</summary>
    string Name { get; }

    /// <summary>The program with what makes it find its home; Docker's words follow.</summary>
    IReadOnlyList<string> Client { get; }

    /// <summary>The environment of the program.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>What <c>run</c> and <c>create</c> need on this machine beside Docker's usual words.</summary>
    IReadOnlyList<string> RunWords { get; }

    /// <summary>The process that works for its commands, with all below it; null where there is none.</summary>
    int? Daemon { get; }

    /// <summary>Starts its daemon anew, where that is a matter of the engine itself: what it took for earlier work is no more.</summary>
    Task BeginAnewAsync();

    /// <summary>Its own processes, without the programs in containers.</summary>
    IReadOnlyList<int> Processes();
}
