// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>What a vertex does. Its fields, beside its inputs, are what its keys are made of.</summary>
internal abstract record Operation
{
    private protected Operation()
    {
    }

    /// <summary>Writes every field that the outcome depends on; inputs are written by whoever knows them.</summary>
    public abstract void Describe(KeyWriter key);

    /// <summary>Writes what tells it from others that may come to the same outcome, or that may not share its run.</summary>
    public virtual void Identify(KeyWriter key)
    {
    }
}
