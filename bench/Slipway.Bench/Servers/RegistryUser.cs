// SPDX-License-Identifier: Apache-2.0
using System.Text;
using Slipway.Native;

namespace Slipway.Bench;

/// <summary>The user that registries under measurement let in.</summary>
internal static class RegistryUser
{
    public const string Name = "bench";

    public const string Password = "a password of the bench";

    /// <summary>A login as a header has it.</summary>
    public static string Basic => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Name}:{Password}"))}";

    /// <summary>The line of a file of users, with bcrypt at the cost 10.</summary>
    public static string Line => $"{Name}:{Bcrypt.Make(Password, 10)}\n";
}
