// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Build;

/// <summary>Where a secret's value is read from, at the moment a step needs it. The value is part of no key, record, layer or log.</summary>
public abstract record SecretSource
{
    private protected SecretSource()
    {
    }
}

/// <summary>A file of this machine.</summary>
/// <param name="Path">Its absolute path.</param>
public sealed record SecretFile(string Path) : SecretSource;

/// <summary>A variable of this process's environment.</summary>
/// <param name="Name">Its name.</param>
public sealed record SecretVariable(string Name) : SecretSource;
