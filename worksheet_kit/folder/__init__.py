"""The working folder of a region: its settings, and a folder for each bimtek with what goes out, comes in, results.

Promises that one module, `names`, decides every name and place, that a command without arguments takes the bimtek that
is on (`stages`), and that nothing outdated stays in sight and nothing that people changed is moved (`archive`). Never
writes anything, and never reads what stands in a workbook: it plans over a listing of files, and the command line and
the page in the browser carry the plan out. Open `names` first.
"""
