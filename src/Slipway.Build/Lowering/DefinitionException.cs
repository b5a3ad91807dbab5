// SPDX-License-Identifier: Apache-2.0
using Slipway.Dockerfile;

namespace Slipway.Build;

/// <summary>Leaves the lowering of a target that cannot be built; it becomes a <see cref="BuildFailure"/> there and goes no further.</summary>
internal sealed class DefinitionException : Exception
{
    public DefinitionException(string message) : base(message)
    {
    }

    public DefinitionException(Diagnostic diagnostic) : base(diagnostic.Message) => Diagnostics = [diagnostic];

    public DefinitionException(IReadOnlyList<Diagnostic> diagnostics) : base(diagnostics[0].Message) => Diagnostics = diagnostics;

    public DefinitionException(string message, Exception inner) : base(message, inner)
    {
    }

    public IReadOnlyList<Diagnostic> Diagnostics { get; } = [];

    /// <summary>Whether the outside world is at fault, and not what is written.</summary>
    public BuildFailureKind Kind { get; init; } = BuildFailureKind.Definition;

    public bool IsTransient { get; init; }
}
