// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>Takes note of what is done to a registry's images.</summary>
public interface IRegistryAudit
{
    /// <summary>Takes note. Called after the fact and before the client is answered; it should not take long.</summary>
    void Record(RegistryEvent happened);
}
