// SPDX-License-Identifier: Apache-2.0
namespace Slipway.Fleet;

/// <summary>What people are told of services.</summary>
internal static class ServiceNotes
{
    internal static string User(FleetService service) => service.Facts switch
    {
        { Uid: 0 } => $"{service.Name} runs as root, which the image says: give it a user",
        { User: { } user } => $"{service.Name} runs as '{user}', whose number is not known: claim it (user: {{ uid: 1000 }})",
        _ => $"whom {service.Name} runs as is not known: claim it (user: {{ uid: 1000 }})",
    };
}
