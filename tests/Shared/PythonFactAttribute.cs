using System.ComponentModel;
using System.Diagnostics;

namespace ActorBackprop.Testing;

/// <summary>A test against a Python module, as the independent oracle; where there is none it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(string module)
    {
        Module = module;
        if (Python(module) is null) Skip = $"There is no python3 with {module} here.";
    }

    /// <summary>What it needs.</summary>
    public string Module { get; }

    /// <summary>The first python3, on the path or the system's own, that has a module; null if none has.</summary>
    public static string? Python(string module) =>
        Array.Find(["python3", "/usr/bin/python3"], python => Run(python, "-c", $"import {module}").ExitCode == 0);

    /// <summary>Runs a program to its end.</summary>
    public static (int ExitCode, string Output, string Errors) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, errors.Result);
        }
        catch (Win32Exception none)
        {
            return (-1, "", none.Message);
        }
    }
}
