/* sources b771935e75263a29 */
