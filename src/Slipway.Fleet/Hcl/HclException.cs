// SPDX-License-Identifier: Apache-2.0
using Slipway.Check;
using Slipway.Dockerfile;

namespace Slipway.Fleet;

/// <summary>What keeps a file of HCL from being read or an expression from having a value; it is caught where the file is read.</summary>
internal sealed class HclException : Exception
{
    internal HclException(SourcePlace place, string message, string? help = null)
        : base(message) => (Place, Help) = (place, help);

    internal SourcePlace Place { get; }

    internal string? Help { get; }

    internal IReadOnlyList<string> Notes { get; init; } = [];

    internal Diagnostic ToDiagnostic() => Place.Error(Message, Help) with { Notes = Notes };
}
