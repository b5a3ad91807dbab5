// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Registry;

/// <summary>The access rules of a registry's settings, as they are now.</summary>
internal sealed class CurrentAccessRules(RegistryOptions options) : IAccessRules
{
    private Made _made = new(options, options.EffectiveAccess);

    public AccessRules Current
    {
        get
        {
            var now = options.Now;
            var made = Volatile.Read(ref _made);
            // Made anew where the settings are others: two that do so at once make the same.
            if (!ReferenceEquals(made.From, now))
                Volatile.Write(ref _made, made = new(now, now.EffectiveAccess));
            return made.Rules;
        }
    }

    private sealed record Made(RegistryOptions From, AccessRules Rules);
}
