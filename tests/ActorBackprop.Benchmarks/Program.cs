using ActorBackprop.Benchmarks;

switch (args)
{
    case ["limit", ..]:
        Limit.Print(args.Length > 1 ? double.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 1);
        return 0;
    case ["products", ..]:
        Products.Print(args.Length > 1 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 0);
        return 0;
    case ["profile"]:
        Profile.Print();
        return 0;
    default:
        Console.Error.WriteLine("usage: limit [seconds]");
        return 2;
}
