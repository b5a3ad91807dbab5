// SPDX-License-Identifier: Apache-2.0
using Slipway.Native;

namespace Slipway.Containers;

/// <summary>A program that somebody can attach to: a container's own, or one more in it.</summary>
internal interface IAttachedProgram
{
    /// <summary>Its terminal; null where it has none.</summary>
    PseudoTerminal? Terminal { get; }

    /// <summary>Who sees what it writes.</summary>
    Audience Audience { get; }

    /// <summary>Whether its input ends with that of the first who is attached to it.</summary>
    bool HasInputOnce { get; }

    /// <summary>Comes when it has ended and what follows from that is done; is cancelled when this process lets go of it.</summary>
    Task<ContainerExit?> Ended { get; }

    /// <summary>What it reads, to be written; null where it reads nothing, any more.</summary>
    Stream? OpenInput();

    /// <summary>Ends what it reads.</summary>
    Task EndInputAsync();
}
